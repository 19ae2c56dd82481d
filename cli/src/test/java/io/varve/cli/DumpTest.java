package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Varve;
import io.varve.batch.BatchLayout;
import io.varve.batch.ControlBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code dump} says of sound and of damaged files. */
class DumpTest {

    private static final String LOG = "00000000000000000000.log";

    @TempDir
    private Path folder;

    private Session session;
    private Path log;

    @BeforeEach
    void begin() {
        session = new Session(folder.resolve("store"));
        log = session.store().resolve("topics/t-0").resolve(LOG);
    }

    private void appendBatches(int count) {
        for (int batch = 0; batch < count; batch++) {
            session.runWith(
                            "{\"key\":\"key\",\"value\":\"value\",\"timestamp\":" + batch
                                    + ",\"headers\":{\"h\":null}}\n" + "{\"value\":null,\"timestamp\":" + batch + "}\n",
                            "append",
                            "t",
                            "--format",
                            "jsonl")
                    .ok();
        }
    }

    @Test
    void batchesAndRecordsAreShownWithTheirPlacesSizesAndFields() {
        appendBatches(2);
        List<String> lines = session.run("dump", log.toString()).ok().lines();
        assertTrue(lines.get(1).startsWith("batch at 0: offsets 0 to 1, 2 records, "), lines.get(1));
        assertTrue(
                lines.get(1)
                        .matches(".*, crc 0x[0-9a-f]{8} ok, codec none, base timestamp 0, max timestamp 0"
                                + " \\(create time\\), leader epoch -?\\d+, no producer"),
                lines.get(1));
        assertEquals(
                "  record at 61: offset 0, 18 bytes, timestamp 0, key 3 B \"key\", value 5 B \"value\", headers \"h\""
                        + " = null",
                lines.get(2));
        assertEquals("  record at 79: offset 1, 7 bytes, timestamp 0, key null, value null", lines.get(3));
        assertTrue(lines.get(4).startsWith("batch at 86: offsets 2 to 3"), lines.get(4));
        assertEquals("2 batches, 4 records, 0 damaged places", lines.get(7));
    }

    @Test
    void itNeedsNoLockAndChangesNothing() throws IOException {
        appendBatches(1);
        byte[] before = Files.readAllBytes(log);
        try (Varve varve = Varve.open(session.store())) {
            session.run("dump", log.toString()).ok();
            assertEquals(1, varve.topics().size());
        }
        assertTrue(Arrays.equals(before, Files.readAllBytes(log)));
    }

    @Test
    void producersAndMarkersAreShown() throws IOException {
        ByteBuffer marker =
                ControlBatch.encode(new ControlBatch.EndTransaction(false, 7), 42, (short) 3, 1_500_000_000_000L);
        byte[] bytes = new byte[marker.remaining()];
        marker.get(bytes);
        Path file = folder.resolve(LOG);
        Files.write(file, bytes);
        String out = session.run("dump", file.toString()).ok().out();
        assertTrue(out.contains(", producer id 42 epoch 3 sequence -1, transactional, control"), out);
        assertTrue(out.contains("marker: transaction aborted, coordinator epoch 7"), out);
    }

    @Test
    void damageIsShownWithItsPlaceAndTheRestIsStillRead() throws IOException {
        appendBatches(3);
        byte[] bytes = Files.readAllBytes(log);
        bytes[86 + 70] ^= 1;
        Files.write(log, bytes);
        Session.Result result = session.run("dump", log.toString());
        assertTrue(result.refusal(1).contains("1 damaged place in 1 file"), result.err());
        assertTrue(
                result.out().contains("DAMAGE at " + (86 + BatchLayout.CRC) + ": expected CRC-32C 0x"), result.out());
        assertTrue(
                result.out().contains("86 bytes from 86 on cannot be read, the next whole batch is at 172"),
                result.out());
        assertTrue(result.out().contains("batch at 172: offsets 4 to 5"), result.out());
    }

    @Test
    void aFalseLengthAndATornEndAreDamage() throws IOException {
        appendBatches(2);
        byte[] bytes = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(bytes, bytes.length - 1));
        Session.Result torn = session.run("dump", log.toString());
        assertTrue(torn.out().contains("DAMAGE at 86: expected a whole batch of at least 86 bytes"), torn.out());
        bytes[BatchLayout.LENGTH] = 0x7f;
        Files.write(log, bytes);
        Session.Result misread = session.run("dump", log.toString());
        assertEquals(1, misread.status());
        assertTrue(misread.out().contains("batch at 86: offsets 2 to 3"), misread.out());
    }

    @Test
    void nothingThatStandsInAFileMakesItFailOtherwise() throws IOException {
        appendBatches(3);
        byte[] sound = Files.readAllBytes(log);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path file = folder.resolve(LOG);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = Arrays.copyOf(sound, random.nextInt(sound.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bytes);
            Session.Result result = session.run("dump", file.toString());
            assertTrue(result.status() == 0 || result.refusal(1).contains("marked DAMAGE above"), "seed " + seed);
            assertEquals(result.status() == 1, result.out().contains("DAMAGE at "), "seed " + seed);
        }
    }

    @Test
    void indexEntriesAreShownAndCheckedForTheirOrder() throws IOException {
        Path index = folder.resolve("00000000000000001000.index");
        write(
                index,
                buffer -> buffer.putInt(9)
                        .putInt(4096)
                        .putInt(20)
                        .putInt(8192)
                        .putLong(0)
                        .putLong(0));
        List<String> lines = session.run("dump", index.toString()).ok().lines();
        assertEquals("entry at 0: offset 1009, position 4096", lines.get(1));
        assertEquals("2 entries, 0 damaged places", lines.get(3));
        Path times = folder.resolve("00000000000000001000.timeindex");
        write(times, buffer -> buffer.putLong(5).putInt(9).putLong(5).putInt(20));
        Session.Result result = session.run("dump", times.toString());
        assertTrue(result.out().contains("entry at 0: timestamp 5, offset 1009"), result.out());
        assertTrue(result.out().contains("DAMAGE at 12: expected an entry whose parts"), result.out());
        assertTrue(result.refusal(1).contains("1 damaged place"), result.err());
        write(index, buffer -> buffer.putInt(9).putInt(4096).put((byte) 1));
        assertTrue(session.run("dump", index.toString()).out().contains("DAMAGE at 8: expected an entry of 8 bytes"));
    }

    private interface Content {
        ByteBuffer into(ByteBuffer buffer);
    }

    private static void write(Path file, Content content) throws IOException {
        ByteBuffer buffer = content.into(ByteBuffer.allocate(64));
        Files.write(file, Arrays.copyOf(buffer.array(), buffer.position()));
    }

    @Test
    void filesThatAreNoneOfASegmentAreRefused() {
        assertTrue(session.run("dump", folder.resolve("notes.txt").toString())
                .refusal(1)
                .contains("expected the name"));
        assertTrue(
                session.run("dump", folder.resolve(LOG).toString()).refusal(1).contains("there is no file"));
    }
}
