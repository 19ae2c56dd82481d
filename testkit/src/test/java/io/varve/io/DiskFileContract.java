package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.error.StorageFailedException.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every disk promises of open files. */
interface DiskFileContract extends DiskUnderTest {

    @Test
    default void whatIsWrittenIsReadBack() {
        try (DiskFile file = disk().create(at("f"), 0)) {
            ByteBuffer direct = ByteBuffer.allocateDirect(5).put(bytes("hello")).flip();
            assertEquals(5, file.write(0, direct));
            assertEquals(0, direct.remaining());
            file.writeFully(5, bytes(" world"));
            assertEquals("hello world", text(file));
            file.writeFully(0, bytes("J"));
            assertEquals("Jello world", text(file));
            assertEquals(11, file.sizeBytes());
        }
        assertEquals("Jello world", text(at("f")));
    }

    @Test
    default void readsEndAtTheEndOfTheFile() {
        try (DiskFile file = disk().openRead(file("f", "hello"))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(10);
            assertEquals(3, file.read(2, buffer));
            assertEquals(3, buffer.position());
            assertEquals(-1, file.read(5, buffer));
            assertEquals(-1, file.read(1L << 40, buffer));
            assertEquals(0, file.readFully(5, buffer));
            assertEquals(3, buffer.position());
            assertEquals(4, file.readFully(1, buffer));
            assertEquals(0, file.read(0, ByteBuffer.allocate(0)));
        }
    }

    @Test
    default void aMappedFileIsReadLikeAnyOther() {
        try (DiskFile file = disk().openMapped(file("f", "hello"))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(10).limit(9);
            assertEquals(3, file.read(2, buffer));
            assertEquals(3, buffer.position());
            assertEquals(9, buffer.limit());
            assertEquals('l', buffer.get(0));
            assertEquals(-1, file.read(5, buffer));
            assertEquals(-1, file.read(1L << 40, buffer));
            assertEquals(0, file.read(0, ByteBuffer.allocate(0)));
            ByteBuffer heap = ByteBuffer.allocate(8).position(1).limit(3);
            assertEquals(2, file.read(0, heap));
            assertEquals('e', heap.get(2));
            assertEquals(0, heap.array()[3]);
            assertEquals(5, file.sizeBytes());
            assertFails(Kind.ACCESS_DENIED, () -> file.write(0, bytes("x")));
            assertFails(Kind.OTHER, () -> file.read(-1, buffer));
            assertFails(Kind.OTHER, () -> file.read(0, buffer.asReadOnlyBuffer()));
        }
    }

    @Test
    default void aMappedFileOutlivesItsNameAndEndsWhenItIsClosed() {
        DiskFile file = disk().openMapped(file("f", "hello"));
        disk().rename(at("f"), at("g"));
        disk().delete(at("g"));
        assertEquals("hello", text(file));
        file.close();
        file.close();
        assertFails(Kind.CLOSED, () -> file.read(0, ByteBuffer.allocate(1)));
        assertFails(Kind.CLOSED, file::sizeBytes);
        assertFails(Kind.NOT_FOUND, () -> disk().openMapped(at("g")));
        disk().openMapped(file("empty", "")).close();
    }

    @Test
    default void anInterruptDoesNotKeepAFileFromBeingMapped() {
        Thread.currentThread().interrupt();
        try (DiskFile file = disk().openMapped(file("f", "hello"))) {
            assertEquals("hello", text(file));
        } finally {
            assertEquals(true, Thread.interrupted());
        }
    }

    @Test
    default void onlyTheRemainingBytesOfABufferTakePart() {
        try (DiskFile file = disk().create(at("f"), 0)) {
            ByteBuffer buffer = bytes("0123456789").position(2).limit(5);
            file.writeFully(0, buffer);
            assertEquals(5, buffer.position());
            assertEquals(5, buffer.limit());
            assertEquals("234", text(file));
            assertEquals(0, file.write(1, buffer));
            ByteBuffer target = ByteBuffer.allocate(8).position(1).limit(3);
            assertEquals(2, file.read(0, target));
            assertEquals(3, target.limit());
            assertEquals('2', target.get(1));
            assertEquals(0, target.array()[3]);
        }
    }

    @Test
    default void largeTransfersKeepEveryByte() {
        byte[] content = new byte[3_000_001];
        new Random(7).nextBytes(content);
        try (DiskFile file = disk().create(at("f"), content.length)) {
            file.writeFully(0, ByteBuffer.wrap(content));
            assertEquals(content.length, file.sizeBytes());
            ByteBuffer heap = ByteBuffer.allocate(content.length);
            assertEquals(content.length, file.readFully(0, heap));
            assertArrayEquals(content, heap.array());
            byte[] part = new byte[1_000_000];
            ByteBuffer direct = ByteBuffer.allocateDirect(part.length);
            assertEquals(part.length, file.readFully(777_777, direct));
            direct.flip().get(part);
            assertArrayEquals(Arrays.copyOfRange(content, 777_777, 1_777_777), part);
        }
    }

    @Test
    default void bytesThatWereLeftOutReadAsZeros() {
        try (DiskFile file = disk().create(at("f"), 0)) {
            file.writeFully(600_000, bytes("x"));
            ByteBuffer buffer = ByteBuffer.allocate(600_002);
            assertEquals(600_001, file.readFully(0, buffer));
            for (int i = 0; i < 600_000; i++) {
                assertEquals(0, buffer.get(i));
            }
            assertEquals('x', buffer.get(600_000));
        }
    }

    @Test
    default void truncateCutsAndNeverGrows() {
        try (DiskFile file = disk().openWrite(file("f", "hello world"))) {
            file.truncate(20);
            assertEquals(11, file.sizeBytes());
            file.truncate(4);
            assertEquals("hell", text(file));
            assertEquals(-1, file.read(4, ByteBuffer.allocate(1)));
            file.writeFully(7, bytes("x"));
            assertEquals("hell\0\0\0x", text(file));
            file.truncate(0);
            assertEquals("", text(file));
        }
    }

    @Test
    default void everyLengthCutsCleanly() {
        byte[] content = new byte[1_100_000];
        new Random(11).nextBytes(content);
        try (DiskFile file = disk().create(at("f"), 0)) {
            for (int size :
                    new int[] {1_099_999, 786_432, 524_289, 524_288, 524_287, 262_144, 2048, 1025, 1024, 1, 0}) {
                file.writeFully(0, ByteBuffer.wrap(content));
                file.truncate(size);
                assertEquals(size, file.sizeBytes());
                file.writeFully(size + 100, bytes("x"));
                ByteBuffer buffer = ByteBuffer.allocate(size + 101);
                assertEquals(size + 101, file.readFully(0, buffer));
                byte[] expected = Arrays.copyOf(Arrays.copyOf(content, size), size + 101);
                expected[size + 100] = 'x';
                assertArrayEquals(expected, buffer.array(), "cut to " + size);
                file.truncate(0);
            }
        }
    }

    @Test
    default void forceLeavesTheFileAsItIs() {
        try (DiskFile file = disk().create(at("f"), 0)) {
            file.force(true);
            file.writeFully(0, bytes("x"));
            file.force(false);
            file.force(true);
            assertEquals("x", text(file));
        }
        try (DiskFile file = disk().openRead(at("f"))) {
            file.force(true);
        }
    }

    @Test
    default void aFileOpenedForReadingCannotBeChanged() {
        try (DiskFile file = disk().openRead(file("f", "kept"))) {
            assertFails(Kind.ACCESS_DENIED, () -> file.write(0, bytes("x")));
            assertFails(Kind.ACCESS_DENIED, () -> file.truncate(0));
            assertEquals("kept", text(file));
        }
    }

    @Test
    default void positionsThatNoFileHasAreRefused() {
        try (DiskFile file = disk().openWrite(file("f", "kept"))) {
            ByteBuffer buffer = bytes("xy");
            assertFails(Kind.OTHER, () -> file.write(-1, buffer));
            assertFails(Kind.OTHER, () -> file.write(Long.MAX_VALUE, buffer));
            assertFails(Kind.OTHER, () -> file.read(-1, buffer));
            assertFails(Kind.OTHER, () -> file.read(Long.MIN_VALUE, buffer));
            assertFails(Kind.OTHER, () -> file.read(Long.MAX_VALUE - 1, buffer));
            assertFails(Kind.OTHER, () -> file.truncate(-1));
            assertEquals(2, buffer.remaining());
            assertEquals("kept", text(file));
        }
    }

    @Test
    default void aReadOnlyBufferCannotBeFilled() {
        try (DiskFile file = disk().openRead(file("f", "x"))) {
            assertFails(Kind.OTHER, () -> file.read(0, ByteBuffer.allocate(1).asReadOnlyBuffer()));
        }
    }

    @Test
    default void everyVerbOnAClosedFileSaysThatItIsClosed() {
        DiskFile file = disk().openWrite(file("f", "kept"));
        file.close();
        file.close();
        assertFails(Kind.CLOSED, () -> file.write(0, bytes("x")));
        assertFails(Kind.CLOSED, () -> file.read(0, ByteBuffer.allocate(1)));
        assertFails(Kind.CLOSED, file::sizeBytes);
        assertFails(Kind.CLOSED, () -> file.truncate(0));
        assertFails(Kind.CLOSED, () -> file.force(false));
        assertEquals(at("f"), file.path());
        assertEquals("kept", text(at("f")));
    }

    @Test
    default void handlesOnOneFileSeeEachOthersBytes() {
        try (DiskFile writer = disk().create(at("f"), 0);
                DiskFile reader = disk().openRead(at("f"))) {
            writer.writeFully(0, bytes("one"));
            assertEquals("one", text(reader));
            writer.truncate(1);
            assertEquals("o", text(reader));
        }
    }

    @Test
    default void anOpenFileOutlivesItsName() {
        file("other", "other");
        try (DiskFile deleted = disk().create(at("deleted"), 0);
                DiskFile renamed = disk().create(at("renamed"), 0);
                DiskFile replaced = disk().openWrite(at("other"))) {
            disk().delete(at("deleted"));
            deleted.writeFully(0, bytes("still here"));
            deleted.force(true);
            assertEquals("still here", text(deleted));
            disk().rename(at("renamed"), at("other"));
            renamed.writeFully(0, bytes("moved"));
            replaced.writeFully(0, bytes("gone!"));
            assertEquals("moved", text(at("other")));
            assertEquals("gone!", text(replaced));
        }
    }
}
