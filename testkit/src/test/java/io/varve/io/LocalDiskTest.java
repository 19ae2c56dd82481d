package io.varve.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException.Kind;
import io.varve.error.StoreLockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real disk keeps the contracts, and what only a real one can show. */
final class LocalDiskTest implements DiskNamesContract, DiskFileContract, DiskLockContract, DiskThreadsContract {

    @TempDir
    Path folder = Path.of("");

    @Override
    public Disk disk() {
        return LocalDisk.instance();
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void positionsBeyondFourGibAreReached() {
        long position = (1L << 32) + 12_345;
        try (DiskFile file = disk().create(at("sparse"), 0)) {
            file.writeFully(position, bytes("far"));
            assertEquals(position + 3, file.sizeBytes());
            ByteBuffer buffer = ByteBuffer.allocateDirect(8);
            assertEquals(4, file.readFully(position - 1, buffer));
            assertEquals(0, buffer.get(0));
            assertEquals('f', buffer.get(1));
            file.truncate(position);
            assertEquals(position, file.sizeBytes());
        }
    }

    /** Touched in any other way, bytes that are no more end the process. So often that it is compiled in between. */
    @Test
    void aMappedFileThatWasCutOffIsAnError() {
        int sizeBytes = 1 << 20;
        try (DiskFile writable = disk().create(at("f"), sizeBytes)) {
            writable.writeFully(0, ByteBuffer.allocateDirect(sizeBytes));
            try (DiskFile file = disk().openMapped(at("f"))) {
                writable.truncate(10);
                ByteBuffer target = ByteBuffer.allocateDirect(16384);
                for (int i = 0; i < 100_000; i++) {
                    int position = 8192 + i;
                    assertFails(Kind.IO, () -> file.read(position, target.clear()));
                }
                assertEquals(5, file.read(5, ByteBuffer.allocate(5)));
            }
        }
    }

    @Test
    void aPositionThatTheFileSystemCannotHoldIsRefused() {
        try (DiskFile file = disk().create(at("f"), 0)) {
            assertFails(Kind.OTHER, () -> file.write(Long.MAX_VALUE - 4096, bytes("x")));
        }
    }

    /** A lock of the process would be gone if a refused taker had opened and closed the file (POSIX). */
    @Test
    void aRefusedTakerLeavesTheLockAgainstOtherProcesses() throws Exception {
        try (DiskLock _ = disk().lock(at("LOCK"), "first")) {
            assertThrows(StoreLockedException.class, () -> disk().lock(at("LOCK"), "second"));
            assertEquals("refused: first", lockInAnotherProcess());
        }
        assertEquals("taken", lockInAnotherProcess());
    }

    @Test
    void aLockThatOtherCodeOfThisProcessHoldsStaysHeldAfterRefusals() throws Exception {
        try (FileChannel other = FileChannel.open(at("LOCK"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var _ = other.lock()) {
            for (int i = 0; i < 3; i++) {
                assertThrows(StoreLockedException.class, () -> disk().lock(at("LOCK"), "second"));
            }
            assertEquals("refused: another process", lockInAnotherProcess());
        }
        disk().lock(at("LOCK"), "third").close();
        assertEquals("taken", lockInAnotherProcess());
    }

    private String lockInAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockingProcess.class.getName(),
                        at("LOCK").toString())
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertEquals(0, process.waitFor(), answer);
        return answer;
    }

    @Test
    void aLockIsKnownUnderEveryNameOfItsFile() throws IOException {
        try (DiskLock _ = disk().lock(at("LOCK"), "first")) {
            Files.createLink(at("hard"), at("LOCK"));
            Files.createSymbolicLink(at("soft"), at("LOCK"));
            assertThrows(StoreLockedException.class, () -> disk().lock(at("hard"), "second"));
            assertThrows(StoreLockedException.class, () -> disk().lock(at("soft"), "second"));
        }
    }

    @Test
    void lockingClosesWhatItOpens() throws IOException {
        disk().lock(at("LOCK"), "first").close();
        long before = openHandles();
        for (int i = 0; i < 20; i++) {
            try (DiskLock _ = disk().lock(at("LOCK"), "first")) {
                assertThrows(StoreLockedException.class, () -> disk().lock(at("LOCK"), "second"));
            }
            disk().forceDirectory(folder);
        }
        assertTrue(openHandles() < before + 10, before + " handles before, now " + openHandles());
    }

    private static long openHandles() throws IOException {
        try (var handles = Files.list(Path.of(Files.exists(Path.of("/proc/self/fd")) ? "/proc/self/fd" : "/dev/fd"))) {
            return handles.count();
        }
    }

    @Test
    void aLinkToNothingDoesNotExist() throws IOException {
        Files.createSymbolicLink(at("dangling"), at("missing"));
        assertFalse(disk().exists(at("dangling")));
    }
}
