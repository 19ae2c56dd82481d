package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: lines in, lines out. */
class AppendAndReadTest {

    @TempDir
    private Path folder;

    private Session session;

    @BeforeEach
    void begin() {
        session = new Session(folder.resolve("store"));
    }

    @Test
    void linesComeBackAsTheyWent() {
        Session.Result appended =
                session.runWith("one\n\n  three\r\nfour", "append", "plain").ok();
        assertEquals("topic plain made, 1 partition", appended.lines().get(0));
        assertTrue(appended.out().contains("4 records"), appended.out());
        assertEquals("plain-0: offsets 0 to 3", appended.lines().get(2));
        assertEquals(
                "one\n\n  three\r\nfour\n", session.run("read", "plain").ok().out());
    }

    @Test
    void anEmptyInputIsNoRecord() {
        Session.Result appended = session.runWith("", "append", "empty").ok();
        assertTrue(appended.out().contains("0 records"), appended.out());
        assertEquals("", session.run("read", "empty").ok().out());
    }

    @Test
    void jsonLinesHavePartitionOffsetTimestampKeyValueHeaders() {
        append("""
            {"key":"k","timestamp":1500000000000,"value":{"a": [1, 2.50],"b":"ü"},"headers":{"h":"x","none":null}}
            """);
        assertEquals(
                "{\"partition\":0,\"offset\":0,\"timestamp\":1500000000000,\"key\":\"k\","
                        + "\"value\":\"{\\\"a\\\": [1, 2.50],\\\"b\\\":\\\"ü\\\"}\","
                        + "\"headers\":{\"h\":\"x\",\"none\":null}}\n",
                readJson());
    }

    @Test
    void whatIsNoStringIsStoredAsItsJsonText() {
        append("""
            {"value":12.50}
            {"value":true,"key":17}
            {"value": [ ] }
            {"key":{"id":1},"value":-0}
            {"value":1e400 , "key":null}
            {"value":"text","key":"text"}
            """);
        assertEquals(
                "12.50\ntrue\n[ ]\n-0\n1e400\ntext\n",
                session.run("read", "t").ok().out());
        List<String> keys = readJson()
                .lines()
                .map(line -> line.replaceAll(".*\"key\":(.*),\"value\".*", "$1"))
                .toList();
        assertEquals(List.of("null", "\"17\"", "null", "\"{\\\"id\\\":1}\"", "null", "\"text\""), keys);
    }

    @Test
    void everythingThatIsReadCanBeAppendedAgain() {
        append("""
            {"key":"a","value":null,"timestamp":1}
            {"keyBase64":"/w==","valueBase64":"gIE=","timestamp":2}
            {"key":"","value":"","timestamp":3,"headers":{"":""}}
            {"value":"\\u0000\\u001f\\"\\\\/\\n\\t\\u2028\\ud83d\\ude00","timestamp":4}
            {"value":"v","timestamp":5,"headers":[{"name":"x","value":"1"},{"name":"y","value":null},\
            {"name":"x","valueBase64":"/w=="}]}
            {"value":"v","timestamp":6,"headers":{"number":1,"object":{"a":1}}}
            """);
        String first = readJson();
        session.runWith(first, "append", "again", "--format", "jsonl").ok();
        assertEquals(
                first, session.run("read", "again", "--format", "jsonl").ok().out());
        assertEquals(
                "{\"partition\":0,\"offset\":1,\"timestamp\":2,\"keyBase64\":\"/w==\","
                        + "\"valueBase64\":\"gIE=\",\"headers\":{}}",
                first.lines().toList().get(1));
        assertTrue(first.contains("{\"name\":\"x\",\"valueBase64\":\"/w==\"}"), first);
    }

    @Test
    void randomBytesSurviveTheWayThereAndBack() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        JsonText line = new JsonText();
        for (int index = 0; index < 500; index++) {
            byte[] value = new byte[random.nextInt(60)];
            random.nextBytes(value);
            if (random.nextBoolean()) {
                value = new String(value, StandardCharsets.UTF_16LE).getBytes(StandardCharsets.UTF_8);
            }
            line.clear();
            line.raw("{\"timestamp\":")
                    .number(index)
                    .raw(",\"valueBase64\":")
                    .base64(value, value.length)
                    .raw("}\n");
            lines.append(line);
        }
        append(lines.toString());
        String first = readJson();
        session.runWith(first, "append", "again", "--format", "jsonl").ok();
        String second = session.run("read", "again", "--format", "jsonl").ok().out();
        assertEquals(first, second, "seed " + seed);
        assertTrue(first.contains("valueBase64") && first.contains("\"value\":"), "seed " + seed);
    }

    @Test
    void filesMayBeGzipOfSeveralMembersAndStandardInputStandsAmongThem() throws IOException {
        Path plain = folder.resolve("plain.txt");
        Path packed = folder.resolve("packed");
        Files.writeString(plain, "1\n2\n");
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.writeBytes(gzip("3\n4"));
        members.writeBytes(gzip("4\n5\n"));
        Files.write(packed, members.toByteArray());
        session.runWith(gzip("6\n"), "append", "t", plain.toString(), packed.toString(), "-")
                .ok();
        assertEquals("1\n2\n3\n44\n5\n6\n", session.run("read", "t").ok().out());
    }

    @Test
    void readingFromATimeGivesWhatAScanOfTheInputGives() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Long> timestamps = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        long clock = 1_400_000_000_000L;
        for (int index = 0; index < 12_000; index++) {
            clock += random.nextInt(50) == 0 ? -random.nextInt(3_000_000) : random.nextInt(100_000);
            timestamps.add(clock);
            lines.append("{\"key\":\"k")
                    .append(random.nextInt(300))
                    .append("\",\"timestamp\":")
                    .append(clock);
            lines.append(",\"value\":").append(index).append("}\n");
        }
        session.run("topic", "create", "t", "--config", "segment.bytes=65536").ok();
        session.runWith(lines.toString(), "append", "t", "--format", "jsonl").ok();
        for (int round = 0; round < 12; round++) {
            long from = timestamps.get(random.nextInt(timestamps.size())) + random.nextInt(3) - 1;
            int first = 0;
            while (first < timestamps.size() && timestamps.get(first) < from) {
                first++;
            }
            List<String> read =
                    session.run("read", "t", "--from", "@" + from).ok().lines();
            assertEquals(timestamps.size() - first, read.size(), "seed " + seed + ", from " + from);
            if (!read.isEmpty()) {
                assertEquals(Integer.toString(first), read.get(0), "seed " + seed + ", from " + from);
            }
        }
    }

    @Test
    void theOrderOfEachKeyIsKeptOverPartitions() {
        session.run("topic", "create", "t", "--partitions", "4").ok();
        StringBuilder lines = new StringBuilder();
        for (int index = 0; index < 5_000; index++) {
            lines.append("{\"key\":\"")
                    .append(index % 37)
                    .append("\",\"value\":")
                    .append(index)
                    .append("}\n");
        }
        Session.Result appended = session.runWith(lines.toString(), "append", "t", "--format", "jsonl")
                .ok();
        assertEquals(5, appended.lines().size(), appended.out());
        long[] last = new long[37];
        List<String> values = session.run("read", "t").ok().lines();
        assertEquals(5_000, values.size());
        for (String value : values) {
            int key = Integer.parseInt(value) % 37;
            assertTrue(Integer.parseInt(value) >= last[key], value);
            last[key] = Integer.parseInt(value);
        }
    }

    @Test
    void aPartitionCanBeNamedAndRecordsWithoutKeySpreadOtherwise() {
        session.run("topic", "create", "t", "--partitions", "2").ok();
        session.runWith("a\nb\n", "append", "t", "--partition", "1").ok();
        assertEquals("", session.run("read", "t", "--partition", "0").ok().out());
        assertEquals(
                "b\n",
                session.run("read", "t", "--partition", "1", "--from", "1").ok().out());
        session.runWith("c\n".repeat(25_000), "append", "t").ok();
        assertTrue(session.run("read", "t", "--partition", "0", "--max", "1")
                .ok()
                .out()
                .equals("c\n"));
    }

    @Test
    void readingBeginsWhereItIsToldAndStopsAfterSoMany() {
        append("""
            {"value":"a","timestamp":1577836800000}
            {"value":"b","timestamp":1577836801000}
            {"value":"c","timestamp":1577836802000}
            """);
        assertEquals(
                "a\nb\n",
                session.run("read", "t", "--from", "earliest", "--max", "2")
                        .ok()
                        .out());
        assertEquals("", session.run("read", "t", "--from", "latest").ok().out());
        assertEquals("c\n", session.run("read", "t", "--from", "2").ok().out());
        assertEquals("", session.run("read", "t", "--from", "3").ok().out());
        assertEquals(
                "b\nc\n",
                session.run("read", "t", "--from", "@1577836800001").ok().out());
        assertEquals(
                "b\nc\n",
                session.run("read", "t", "--from", "@2020-01-01T00:00:01Z").ok().out());
        assertEquals(
                "b\nc\n",
                session.run("read", "t", "--from", "@2020-01-01T01:00:01+01:00")
                        .ok()
                        .out());
        assertEquals(
                "a\nb\nc\n",
                session.run("read", "t", "--from", "@2020-01-01").ok().out());
        assertEquals(
                "",
                session.run("read", "t", "--from", "@2020-01-01T00:00:03").ok().out());
        assertEquals("", session.run("read", "t", "--max", "0").ok().out());
    }

    @Test
    void compressionAndDurabilityAreThoseAskedFor() {
        String lines = "the same again and again\n".repeat(2_000);
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd:19")) {
            String topic = "t-" + codec.replace(':', '-');
            Session.Result appended = session.runWith(
                            lines, "append", topic, "--compression", codec, "--durability", "memory")
                    .ok();
            assertTrue(appended.out().contains("in memory"), appended.out());
            assertEquals(lines, session.run("read", topic).ok().out());
            String log = session.store()
                    .resolve("topics/" + topic + "-0/00000000000000000000.log")
                    .toString();
            String name = codec.replaceAll(":.*", "");
            assertTrue(session.run("dump", log).ok().out().contains("codec " + name), codec);
        }
    }

    private void append(String jsonLines) {
        session.runWith(jsonLines, "append", "t", "--format", "jsonl").ok();
    }

    private String readJson() {
        return session.run("read", "t", "--format", "jsonl").ok().out();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
