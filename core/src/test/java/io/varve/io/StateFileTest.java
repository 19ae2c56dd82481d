package io.varve.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.error.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class StateFileTest {

    private static final Path FILE = Path.of("/catalog");
    private static final List<String> BODY =
            List.of("topic orders 3", "", "note grüße, 世界 \uD83D\uDE00", " spaces kept ");

    private final MemoryDisk disk = new MemoryDisk(512 * 1024 * 1024);

    private byte[] stored() {
        return DurableFile.read(disk, FILE, Integer.MAX_VALUE).orElseThrow();
    }

    private void store(byte[] bytes) {
        DurableFile.replace(disk, FILE, ByteBuffer.wrap(bytes));
    }

    /** These lines under a checksum that is right. */
    private void storeSealed(String text, Charset charset) {
        CRC32C checksum = new CRC32C();
        checksum.update(text.getBytes(charset));
        store((text + String.format(Locale.ROOT, "crc32c %08x\n", checksum.getValue())).getBytes(charset));
    }

    private CorruptionException readFindsDamage() {
        CorruptionException damage =
                assertThrows(CorruptionException.class, () -> StateFile.read(disk, FILE, "catalog", 9));
        assertEquals(FILE, damage.file());
        assertTrue(damage.positionBytes() >= 0);
        assertEquals(1, damage.toString().lines().count(), damage.toString());
        return damage;
    }

    @Test
    void whatIsWrittenIsReadBack() {
        StateFile.write(disk, FILE, "catalog", 2, BODY);
        assertEquals(Optional.of(new StateFile.Content(2, BODY)), StateFile.read(disk, FILE, "catalog", 2));
        StateFile.write(disk, FILE, "catalog", 3, List.of());
        assertEquals(Optional.of(new StateFile.Content(3, List.of())), StateFile.read(disk, FILE, "catalog", 9));
    }

    /** The checksum was computed by other means than the JDK's class, bit by bit from the polynomial. */
    @Test
    void theContainerIsTheDocumentedText() {
        StateFile.write(disk, FILE, "catalog", 1, List.of("topic orders 3"));
        assertArrayEquals("varve catalog 1\ntopic orders 3\ncrc32c c24b358c\n".getBytes(UTF_8), stored());
    }

    @Test
    void aMissingFileIsNothing() {
        assertEquals(Optional.empty(), StateFile.read(disk, FILE, "catalog", 1));
    }

    @Test
    void everyTruncationIsDamage() {
        StateFile.write(disk, FILE, "catalog", 1, BODY);
        byte[] whole = stored();
        for (int length = 0; length < whole.length; length++) {
            store(Arrays.copyOf(whole, length));
            readFindsDamage();
        }
    }

    @Test
    void everyFlippedBitIsDamage() {
        StateFile.write(disk, FILE, "catalog", 1, BODY);
        byte[] whole = stored();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            store(damaged);
            readFindsDamage();
        }
    }

    @Test
    void bytesAddedAtTheEndAreDamage() {
        StateFile.write(disk, FILE, "catalog", 1, BODY);
        byte[] whole = stored();
        for (String added : List.of("\n", "x", "\0\0\0\0", "crc32c 00000000\n", new String(whole, UTF_8))) {
            byte[] more = added.getBytes(UTF_8);
            byte[] longer = Arrays.copyOf(whole, whole.length + more.length);
            System.arraycopy(more, 0, longer, whole.length, more.length);
            store(longer);
            readFindsDamage();
        }
    }

    @Test
    void aNewerVersionIsRefusedAndLeftAlone() {
        StateFile.write(disk, FILE, "catalog", 3, BODY);
        byte[] before = stored();
        UnsupportedFormatException refused =
                assertThrows(UnsupportedFormatException.class, () -> StateFile.read(disk, FILE, "catalog", 2));
        assertTrue(refused.toString().contains("catalog 3"), refused.toString());
        assertTrue(refused.toString().contains("catalog 1 to 2"), refused.toString());
        assertArrayEquals(before, stored());
    }

    @Test
    void aFileOfAnotherKindIsDamage() {
        StateFile.write(disk, FILE, "checkpoint", 1, BODY);
        CorruptionException damage = readFindsDamage();
        assertEquals("'varve catalog ' and a version", damage.expected());
        assertTrue(damage.found().startsWith("'varve checkpoint 1"), damage.found());
    }

    @Test
    void aHeaderThatNoVersionWritesIsDamageEvenUnderARightChecksum() {
        for (String header : List.of(
                "",
                "varve catalog",
                "varve catalog ",
                "varve catalog 0",
                "varve catalog 01",
                "varve catalog -1",
                "varve catalog 1 ",
                "varve catalog 9999999999",
                "varve catalog x",
                "Varve catalog 1")) {
            storeSealed(header + "\n", UTF_8);
            readFindsDamage();
        }
        storeSealed("", UTF_8);
        readFindsDamage();
        storeSealed("varve catalog 1", UTF_8);
        readFindsDamage();
    }

    @Test
    void textThatIsNotUtf8IsDamageEvenUnderARightChecksum() {
        storeSealed("varve catalog 1\nüber\n", ISO_8859_1);
        assertEquals(16, readFindsDamage().positionBytes());
    }

    @Test
    void aFileBeyondTheBoundIsNotRead() {
        try (DiskFile file = disk.create(FILE, 0)) {
            file.writeFully(StateFile.BYTES_MAX, ByteBuffer.wrap(new byte[1]));
        }
        assertEquals(StateFile.BYTES_MAX, readFindsDamage().positionBytes());
    }

    @Test
    void aBodyBeyondTheBoundIsNotWritten() {
        StateFile.write(disk, FILE, "catalog", 1, BODY);
        List<String> body = Collections.nCopies(65, "x".repeat(1024 * 1024));
        assertThrows(StorageFailedException.class, () -> StateFile.write(disk, FILE, "catalog", 1, body));
        assertEquals(
                BODY, StateFile.read(disk, FILE, "catalog", 1).orElseThrow().lines());
    }

    @Test
    void whatCouldNotBeReadBackIsNotWritten() {
        for (String line : List.of("a\nb", "a\r", "\uD800")) {
            assertThrows(
                    IllegalArgumentException.class, () -> StateFile.write(disk, FILE, "catalog", 1, List.of(line)));
        }
        for (String kind : List.of("", "Catalog", "a b", "a\nb")) {
            assertThrows(IllegalArgumentException.class, () -> StateFile.write(disk, FILE, kind, 1, List.of()));
        }
        for (int version : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThrows(
                    IllegalArgumentException.class, () -> StateFile.write(disk, FILE, "catalog", version, List.of()));
        }
        assertEquals(Optional.empty(), StateFile.read(disk, FILE, "catalog", 1));
    }
}
