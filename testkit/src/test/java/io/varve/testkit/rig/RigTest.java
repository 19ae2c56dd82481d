package io.varve.testkit.rig;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.testkit.Verb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rigs that any machine can run, for a short while; their long runs are started by {@code testkit/run}. */
@Tag("rig")
class RigTest {

    @TempDir
    Path folder;

    @Test
    void killedProcessesLoseNothingAcknowledged() throws Exception {
        String report = passed(
                new KillRig(), "--rounds", "10", "--dir", folder.resolve("kill").toString());
        assertTrue(report.contains("lost 0"), report);
    }

    @Test
    void aDiskThatIsFullLosesNothingAcknowledged() throws Exception {
        String report = passed(
                new FullRig(),
                "--only",
                "tmpfs",
                "--until",
                "full",
                "--dir",
                folder.resolve("full").toString());
        boolean means = Seclusion.obstacle().isEmpty();
        assertTrue(means ? report.contains("lost 0") : report.startsWith("NOT RUN: "), report);
    }

    private static String passed(Verb rig, String... arguments) throws IOException, InterruptedException {
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        boolean passed = rig.run(List.of(arguments), new PrintStream(report, true, StandardCharsets.UTF_8));
        String text = report.toString(StandardCharsets.UTF_8);
        assertTrue(passed, text);
        if (text.startsWith("NOT RUN")) {
            System.err.print(text);
        }
        return text;
    }

    @Test
    void aValueTellsWhetherItIsWholeAndInItsPlace() throws Exception {
        UUID topic = UUID.randomUUID();
        byte[] value = Payload.of(77, topic, 3, 101);
        assertTrue(Payload.idOf(value, topic, 3) == 77);
        for (int index = Long.BYTES; index < value.length; index++) {
            byte[] damaged = value.clone();
            damaged[index] ^= 4;
            assertFalse(isWhole(damaged, topic, 3), "byte " + index);
        }
        assertFalse(isWhole(value, topic, 2));
        assertFalse(isWhole(value, UUID.randomUUID(), 3));
    }

    private static boolean isWhole(byte[] value, UUID topic, int partition) {
        try {
            return Payload.idOf(value, topic, partition) == 77;
        } catch (Payload.MisplacedException wrong) {
            return false;
        }
    }

    @Test
    void aCutKeepsWhatWasFlushed() throws Exception {
        Path log = folder.resolve("log");
        List<byte[]> sectors = new ArrayList<>(List.of(new byte[512]));
        for (int write = 0; write < 4; write++) {
            sectors.add(description(write, 1, 0));
            sectors.add(filled((byte) (write + 1)));
            if (write == 1) {
                sectors.add(description(0, 0, 1));
            }
        }
        try (var out = Files.newOutputStream(log)) {
            for (byte[] sector : sectors) {
                out.write(sector);
            }
        }
        try (BlockLog entries = BlockLog.open(log)) {
            assertTrue(entries.entries().size() == 5 && entries.entries().get(2).flushes());
            for (int seed = 0; seed < 50; seed++) {
                Path image = folder.resolve("image-" + seed);
                new CutImages(entries, 8192).write(image, 4, io.varve.testkit.Draw.from(seed));
                byte[] bytes = Files.readAllBytes(image);
                assertTrue(bytes.length == 8192 && bytes[0] == 1 && bytes[1023] == 2, "what was flushed is kept");
                assertTrue(bytes[1024] == 0 || bytes[1024] == 3, "what was not is kept or lost");
            }
        }
    }

    private static byte[] description(long sector, long count, long flags) {
        return java.nio.ByteBuffer.allocate(512)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(sector)
                .putLong(count)
                .putLong(flags)
                .array();
    }

    private static byte[] filled(byte with) {
        byte[] sector = new byte[512];
        java.util.Arrays.fill(sector, with);
        return sector;
    }
}
