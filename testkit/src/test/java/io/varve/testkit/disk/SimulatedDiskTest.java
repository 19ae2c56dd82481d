package io.varve.testkit.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a crash may do and what it may not: the rules A1 to A10 of the disk seam. */
final class SimulatedDiskTest {

    private static final int SEEDS = 400;
    private static final Path FOLDER = Path.of("/d");
    private static final Path FILE = FOLDER.resolve("f");

    private final SimulatedDisk disk = new SimulatedDisk(1);

    private static DiskFile created(Disk disk) {
        disk.createDirectories(FOLDER);
        disk.forceDirectory(Path.of("/"));
        DiskFile file = disk.create(FILE, 0);
        disk.forceDirectory(FOLDER);
        return file;
    }

    private static void write(DiskFile file, long position, String text) {
        file.writeFully(position, ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private static String text(Disk disk) {
        if (!disk.exists(FILE)) {
            return "no file";
        }
        try (DiskFile file = disk.openRead(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, bytes);
            return UTF_8.decode(bytes.flip()).toString();
        }
    }

    private Set<String> leftBy(CrashRules rules) {
        Set<String> left = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk crashed = disk.fork(seed);
            crashed.crash(seed, rules);
            left.add(text(crashed));
        }
        return left;
    }

    @Test
    void forcedBytesAreKeptAndOthersAreAnyMixture() {
        DiskFile file = created(disk);
        write(file, 0, "aaaa");
        file.force(false);
        write(file, 4, "bb");
        for (CrashRules rules : CrashRules.values()) {
            Set<String> left = leftBy(rules);
            left.forEach(text -> assertTrue(text.startsWith("aaaa") && text.length() <= 6, text));
        }
        assertEquals(Set.of("aaaa"), leftBy(CrashRules.NOTHING_UNFORCED));
        assertEquals(Set.of("aaaabb"), leftBy(CrashRules.EVERYTHING));
        assertTrue(leftBy(CrashRules.POSIX_MINIMUM).containsAll(Set.of("aaaa", "aaaab\0", "aaaabb", "aaaa\0\0")));
        assertTrue(leftBy(CrashRules.IN_ORDER).containsAll(Set.of("aaaa", "aaaab", "aaaabb")));
    }

    @Test
    void sectorsLandInAnyOrder() {
        DiskFile file = created(disk);
        write(file, 0, "a".repeat(512));
        write(file, 512, "b".repeat(512));
        assertTrue(leftBy(CrashRules.POSIX_MINIMUM).contains("\0".repeat(512) + "b".repeat(512)));
        assertFalse(leftBy(CrashRules.IN_ORDER).contains("\0".repeat(512) + "b".repeat(512)));
    }

    @Test
    void aForceOfTheFileDoesNotForceItsName() {
        disk.createDirectories(FOLDER);
        disk.forceDirectory(Path.of("/"));
        DiskFile file = disk.create(FILE, 0);
        write(file, 0, "a");
        file.force(true);
        assertEquals(Set.of("no file", "a"), leftBy(CrashRules.POSIX_MINIMUM));
        disk.forceDirectory(FOLDER);
        assertEquals(Set.of("a"), leftBy(CrashRules.POSIX_MINIMUM));
    }

    @Test
    void aForceOfTheFolderDoesNotForceTheFile() {
        write(created(disk), 0, "a");
        assertEquals(Set.of("", "a", "\0"), leftBy(CrashRules.POSIX_MINIMUM));
    }

    @Test
    void aRenameHappensOrNot() {
        write(created(disk), 0, "old");
        try (DiskFile file = disk.openWrite(FILE)) {
            file.force(true);
        }
        try (DiskFile file = disk.create(FOLDER.resolve("g"), 0)) {
            write(file, 0, "new");
            file.force(true);
        }
        disk.rename(FOLDER.resolve("g"), FILE);
        assertEquals(Set.of("old", "new"), leftBy(CrashRules.POSIX_MINIMUM));
        disk.forceDirectory(FOLDER);
        assertEquals(Set.of("new"), leftBy(CrashRules.POSIX_MINIMUM));
    }

    @Test
    void aMoveBetweenFoldersNeverLosesTheFile() {
        created(disk).force(true);
        Path other = Path.of("/e");
        disk.createDirectories(other);
        disk.forceDirectory(Path.of("/"));
        disk.rename(FILE, other.resolve("f"));
        Set<String> left = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk crashed = disk.fork(seed);
            crashed.crash(seed, CrashRules.POSIX_MINIMUM);
            left.add(crashed.list(FOLDER) + " " + crashed.list(other));
        }
        assertEquals(Set.of("[f] []", "[] [f]", "[f] [f]"), left);
    }

    @Test
    void aCutIsCertainOnlyByAForceOfAllAttributes() {
        DiskFile file = created(disk);
        write(file, 0, "a".repeat(1024));
        file.force(true);
        file.truncate(100);
        file.force(false);
        assertTrue(leftBy(CrashRules.POSIX_MINIMUM).contains("a".repeat(1024)));
        file.force(true);
        assertEquals(Set.of("a".repeat(100)), leftBy(CrashRules.POSIX_MINIMUM));
    }

    @Test
    void afterAFailedForceALaterOneStoresNothingOfIt() {
        DiskFile file = created(disk);
        write(file, 0, "a");
        disk.faults(FaultPlan.nth(DiskVerb.FORCE, 1, Fault.IO, false));
        assertThrows(StorageFailedException.class, () -> file.force(false));
        file.force(false);
        assertEquals("a", text(disk));
        Set<String> left = new TreeSet<>();
        for (long seed = 0; seed < 50; seed++) {
            SimulatedDisk other = new SimulatedDisk(seed);
            DiskFile struck = created(other);
            write(struck, 0, "a");
            other.faults(FaultPlan.nth(DiskVerb.FORCE, 1, Fault.IO, false));
            assertThrows(StorageFailedException.class, () -> struck.force(false));
            struck.force(true);
            other.crash(seed, CrashRules.EVERYTHING);
            assertEquals("a", text(other), "the system still shows it");
            other.crash(seed, CrashRules.NOTHING_UNFORCED);
            left.add(text(other));
        }
        assertEquals(Set.of("\0", "a"), left);
    }

    @Test
    void aFailedWriteMayHaveStoredAnyPart() {
        Set<String> left = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulatedDisk struck = new SimulatedDisk(seed);
            DiskFile file = created(struck);
            struck.faults(FaultPlan.nth(DiskVerb.WRITE, 1, Fault.IO, false));
            assertThrows(StorageFailedException.class, () -> write(file, 0, "abc"));
            left.add(text(struck));
        }
        assertTrue(left.containsAll(Set.of("", "a", "ab", "abc", "\0b")), left::toString);
    }

    @Test
    void aFullDiskTakesAPartAndThenSaysSo() {
        DiskFile file = created(disk);
        disk.capacityBytes(4096);
        ByteBuffer bytes = ByteBuffer.allocate(5000);
        assertEquals(4096, file.write(0, bytes));
        StorageFailedException full = assertThrows(StorageFailedException.class, () -> file.write(4096, bytes));
        assertEquals(StorageFailedException.Kind.NO_SPACE, full.kind());
        assertEquals(0, disk.usableBytes(FOLDER));
        file.truncate(0);
        assertEquals(4096, disk.usableBytes(FOLDER));
    }

    @Test
    void aCrashFreesLocksAndEndsHandles() {
        DiskFile file = created(disk);
        DiskLock lock = disk.lock(FOLDER.resolve("LOCK"), "one");
        disk.crash(1, CrashRules.EVERYTHING);
        assertEquals(
                StorageFailedException.Kind.CLOSED,
                assertThrows(StorageFailedException.class, file::sizeBytes).kind());
        file.close();
        DiskLock second = disk.lock(FOLDER.resolve("LOCK"), "two");
        lock.close();
        assertTrue(disk.isLocked(), "the lock of before the crash frees nothing");
        second.close();
        assertFalse(disk.isLocked());
    }

    @Test
    void aForkIsAnotherDisk() {
        DiskFile file = created(disk);
        write(file, 0, "a");
        SimulatedDisk fork = disk.fork(1);
        write(file, 0, "b");
        assertEquals("a", text(fork));
        assertEquals("b", text(disk));
        try (DiskFile other = fork.openWrite(FILE)) {
            write(other, 0, "c");
        }
        assertEquals("b", text(disk));
    }
}
