package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk in memory keeps the contracts, and a bound. */
final class MemoryDiskTest implements DiskNamesContract, DiskFileContract, DiskLockContract, DiskThreadsContract {

    private static final int CHUNK_BYTES = 256 * 1024;

    private final MemoryDisk disk = new MemoryDisk(64 * 1024 * 1024);
    private final Path folder = Path.of("/some/folder");

    @BeforeEach
    void makeTheFolder() {
        disk.createDirectories(folder);
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Test
    void aFreshDiskHasARootAndNothingElse() {
        Disk fresh = new MemoryDisk(1024);
        assertEquals(List.of(), fresh.list(Path.of("/")));
        fresh.create(Path.of("/f"), 0).close();
        assertEquals(List.of("f"), fresh.list(Path.of("/")));
        assertFails(Kind.OTHER, () -> fresh.delete(Path.of("/")));
        assertFails(Kind.ALREADY_EXISTS, () -> fresh.create(Path.of("/"), 0));
    }

    @Test
    void aRelativePathIsThatOfTheProcess() {
        Disk fresh = new MemoryDisk(1024);
        fresh.createDirectories(Path.of("store"));
        assertTrue(fresh.exists(Path.of("store").toAbsolutePath()));
        assertTrue(fresh.exists(Path.of("other/../store")));
    }

    @Test
    void aFullDiskTakesAPartAndThenSaysSo() {
        Disk full = new MemoryDisk(4096);
        try (DiskFile file = full.create(Path.of("/f"), 0)) {
            ByteBuffer buffer = ByteBuffer.allocate(5000);
            assertEquals(4096, file.write(0, buffer));
            assertEquals(904, buffer.remaining());
            assertFails(Kind.NO_SPACE, () -> file.write(4096, buffer));
            assertEquals(904, buffer.remaining());
            assertEquals(4096, file.sizeBytes());
            assertEquals(0, full.usableBytes(Path.of("/")));
            file.writeFully(0, ByteBuffer.allocate(4096));
            file.truncate(2048);
            assertEquals(2048, full.usableBytes(Path.of("/")));
            file.writeFully(2048, ByteBuffer.allocate(2048));
        }
    }

    @Test
    void aFullDiskStillLocks() {
        Disk full = new MemoryDisk(1024);
        try (DiskFile file = full.create(Path.of("/f"), 0)) {
            file.writeFully(0, ByteBuffer.allocate(1024));
        }
        full.lock(Path.of("/LOCK"), "holder").close();
    }

    @Test
    void roomComesBackWhenTheNameAndTheLastHandleAreGone() {
        long before = disk.usableBytes(folder);
        DiskFile one = disk.create(at("f"), 0);
        DiskFile two = disk.openRead(at("f"));
        one.writeFully(0, ByteBuffer.allocate(3 * CHUNK_BYTES));
        assertEquals(before - 3 * CHUNK_BYTES, disk.usableBytes(folder));
        disk.delete(at("f"));
        one.close();
        assertEquals(before - 3 * CHUNK_BYTES, disk.usableBytes(folder));
        two.close();
        two.close();
        assertEquals(before, disk.usableBytes(folder));
    }

    @Test
    void roomOfAReplacedFileComesBack() {
        long before = disk.usableBytes(folder);
        file("a", "a");
        file("b", "b");
        disk.rename(at("a"), at("b"));
        disk.delete(at("b"));
        assertEquals(before, disk.usableBytes(folder));
    }

    @Test
    void noPositionBeyondTheCapacityTakesMemory() {
        try (DiskFile file = disk.create(at("f"), 0)) {
            long before = disk.usableBytes(folder);
            assertFails(Kind.NO_SPACE, () -> file.write(1L << 50, bytes("x")));
            assertFails(Kind.NO_SPACE, () -> file.write(Long.MAX_VALUE - 1, bytes("x")));
            assertEquals(before, disk.usableBytes(folder));
            assertEquals(0, file.sizeBytes());
        }
    }

    @Test
    void aCapacityBeyondTheHeapIsBoundedByIt() {
        Disk large = new MemoryDisk(Long.MAX_VALUE);
        assertEquals(Runtime.getRuntime().maxMemory(), large.usableBytes(Path.of("/")));
        assertThrows(IllegalArgumentException.class, () -> new MemoryDisk(0));
    }

    @Test
    void chunksLieSeamlessly() {
        long end = 0;
        for (int index = 0; index < 40; index++) {
            assertEquals(end, MemoryContent.chunkStart(index));
            assertEquals(index, MemoryContent.chunkIndex(end));
            end += MemoryContent.chunkBytes(index);
            assertEquals(index, MemoryContent.chunkIndex(end - 1));
        }
        assertEquals(CHUNK_BYTES, MemoryContent.chunkBytes(40));
    }
}
