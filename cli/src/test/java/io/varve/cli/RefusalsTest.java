package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Varve;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake ends in one line that says what, where and what to do, and in an exit status. */
class RefusalsTest {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    @TempDir
    private Path folder;

    private Session session;

    @BeforeEach
    void begin() {
        session = new Session(folder.resolve("store"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no json at all | not JSON",
                "[1] | expected a JSON object",
                "\"text\" | expected a JSON object",
                "{\"key\":\"k\"} | expected a field 'value'",
                "{\"value\":1,\"valeu\":2} | unknown field 'valeu'",
                "{\"value\":1,\"value\":2} | field 'value' is there twice",
                "{\"value\":1,\"valueBase64\":\"\"} | is there twice, or beside its other form",
                "{\"value\":1} x | not JSON",
                "{\"value\":1}{\"value\":2} | expected the line to end",
                "{\"value\":1 | not JSON",
                "{\"value\":\"\\ud800\"} | surrogate",
                "{\"value\":1,\"timestamp\":\"now\"} | field 'timestamp'",
                "{\"value\":1,\"timestamp\":1.5} | field 'timestamp'",
                "{\"value\":1,\"timestamp\":-2} | field 'timestamp'",
                "{\"value\":1,\"timestamp\":99999999999999999999} | field 'timestamp'",
                "{\"value\":1,\"timestamp\":9000000000000000} | ahead of the clock",
                "{\"valueBase64\":\"*\"} | expected base 64",
                "{\"valueBase64\":1} | a string in base 64",
                "{\"value\":1,\"headers\":\"h\"} | field 'headers'",
                "{\"value\":1,\"headers\":[1]} | field 'headers'",
                "{\"value\":1,\"headers\":[{\"name\":\"n\"}]} | lacks its value",
                "{\"value\":1,\"headers\":[{\"value\":\"n\"}]} | lacks its name",
                "{\"value\":1,\"headers\":[{\"name\":1,\"value\":1}]} | a header has a name",
                "{\"value\":1,\"partition\":\"p\"} | field 'partition'",
            })
    void aBadLineIsNamedAndNothingOfItsBatchIsStored(String badLine, String complaint) {
        String input = "{\"value\":\"good\"}\n\n" + badLine + "\n{\"value\":\"good\"}\n";
        String refusal =
                session.runWith(input, "append", "t", "--format", "jsonl").refusal(FAILED);
        assertTrue(refusal.startsWith("varve: standard input, line 3: "), refusal);
        assertTrue(refusal.contains(complaint), refusal);
        assertTrue(refusal.endsWith("nothing was stored"), refusal);
        assertEquals("", session.run("read", "t").ok().out());
    }

    @Test
    void batchesBeforeABadLineAreStoredAndTheMessageSaysUpToWhere() throws IOException {
        Path file = folder.resolve("events.jsonl");
        Files.writeString(file, "{\"value\":1}\n".repeat(25_000) + "oops\n");
        String refusal =
                session.run("append", "t", file.toString(), "--format", "jsonl").refusal(FAILED);
        assertTrue(refusal.startsWith("varve: " + file + ", line 25001: not JSON"), refusal);
        String end = "; all up to line 20000 of " + file + " is stored";
        assertTrue(refusal.endsWith(end), refusal);
        assertEquals(20_000, session.run("read", "t").ok().lines().size());
    }

    @Test
    void aRecordAboveTheTopicsLimitIsNamedByItsLine() {
        session.run("topic", "create", "t", "--config", "max.message.bytes=1000")
                .ok();
        String refusal = session.runWith("short\n" + "x".repeat(2_000) + "\nshort\n", "append", "t")
                .refusal(FAILED);
        assertTrue(refusal.startsWith("varve: standard input, line 2: "), refusal);
        assertTrue(refusal.contains("max.message.bytes = 1000"), refusal);
        assertTrue(refusal.endsWith("all up to line 1 of standard input is stored"), refusal);
        assertEquals("short\n", session.run("read", "t").ok().out());
    }

    @Test
    void aLineWithoutEndIsGivenUpBeforeItTakesTheMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                Arrays.fill(buffer, from, from + length, (byte) 'x');
                return length;
            }
        };
        String refusal = session.runWith(endless, "append", "t").refusal(FAILED);
        assertTrue(refusal.contains("standard input, line 1: the line is longer than"), refusal);
    }

    @Test
    void aGzipThatIsCutOrDamagedIsNamed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("a line\n".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        }
        Path cut = folder.resolve("cut.gz");
        Files.write(cut, Arrays.copyOf(packed.toByteArray(), packed.size() - 9));
        assertTrue(session.run("append", "t", cut.toString()).refusal(FAILED).contains("cannot read " + cut));
        byte[] damaged = packed.toByteArray();
        damaged[damaged.length - 6] ^= 1;
        Path bad = folder.resolve("bad.gz");
        Files.write(bad, damaged);
        assertTrue(session.run("append", "t", bad.toString()).refusal(FAILED).contains("cannot read " + bad));
    }

    @Test
    void whatDoesNotExistIsNamedBeforeAnythingIsDone() {
        assertTrue(session.run("read", "t").refusal(FAILED).contains("there is no store at " + session.store()));
        assertFalse(Files.exists(session.store()));
        String missing =
                session.run("append", "t", folder.resolve("missing").toString()).refusal(FAILED);
        assertTrue(missing.contains("there is no file " + folder.resolve("missing")), missing);
        assertTrue(session.run("append", "t", folder.toString()).refusal(FAILED).contains("it is a folder"));
        assertFalse(Files.exists(session.store()));
        session.runWith("a\n", "append", "t").ok();
        assertTrue(session.run("read", "nope").refusal(FAILED).contains("there is no topic 'nope'"));
        assertTrue(session.run("topic", "delete", "nope").refusal(FAILED).contains("'nope'"));
        assertTrue(session.run("topic", "describe", "nope").refusal(FAILED).contains("there is no topic 'nope'"));
    }

    @Test
    void whatIsOutOfRangeSaysWhatTheRangeIs() {
        session.runWith("a\nb\n", "append", "t").ok();
        assertTrue(session.run("read", "t", "--from", "3").refusal(FAILED).contains("outside [0, 2]"));
        assertTrue(
                session.run("read", "t", "--partition", "1").refusal(FAILED).contains("has no partition 1; it has 1"));
        assertTrue(session.runWith("c\n", "append", "t", "--partition", "9")
                .refusal(FAILED)
                .contains("has no partition 9"));
        session.run("topic", "alter", "t", "--partitions", "2").ok();
        assertTrue(session.run("read", "t", "--from", "1").refusal(MISUSED).contains("name one with --partition"));
    }

    @Test
    void misuseHasAStatusOfItsOwnAndPointsToTheHelp() {
        assertEquals(
                "varve: Missing required parameter: 'TOPIC'; see 'varve read --help'",
                session.run("read").refusal(MISUSED));
        assertTrue(session.run("read", "t", "--from", "x").refusal(MISUSED).contains("expected earliest, latest"));
        assertTrue(session.run("read", "t", "--from", "-1").refusal(MISUSED).contains("--from"));
        assertTrue(session.run("read", "t", "--max", "-1").refusal(MISUSED).contains("expected 0 or more"));
        assertTrue(
                session.run("append", "t", "--format", "xml").refusal(MISUSED).contains("xml"));
        assertTrue(session.run("append", "t", "--compression", "rar")
                .refusal(MISUSED)
                .contains("zstd:19"));
        assertTrue(session.run("append", "t", "--compression", "gzip:99")
                .refusal(MISUSED)
                .contains("1 to 9"));
        assertTrue(
                session.run("append", "t", "--durability", "x").refusal(MISUSED).contains("durability"));
        assertTrue(session.run("nonsense").refusal(MISUSED).contains("nonsense"));
        assertTrue(session.run("read", "t", "--nonsense").refusal(MISUSED).contains("--nonsense"));
        assertTrue(session.run("topic").refusal(MISUSED).contains("name what to do"));
        assertTrue(session.run("topic", "alter", "t").refusal(MISUSED).contains("--set"));
        assertTrue(session.run("dump").refusal(MISUSED).contains("FILE"));
    }

    @Test
    void aStoreThatIsInUseIsWaitedForAndThenNamed() {
        try (Varve varve = Varve.open(session.store())) {
            String refusal = session.run("topic", "list", "--lock-wait", "0.05").refusal(FAILED);
            assertTrue(refusal.contains("is in use by process"), refusal);
            assertEquals(0, varve.topics().size());
        }
        session.run("topic", "list", "--lock-wait", "0").ok();
    }

    @Test
    void verboseShowsWhereItHappened() {
        Session.Result result = session.run("--verbose", "read", "t");
        assertTrue(result.err().lines().count() > 3, result.err());
        assertTrue(session.run("read", "t", "--verbose").err().contains("at io.varve.cli."));
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFailureAndAFullDiskIs() {
        session.runWith("x\n".repeat(200_000), "append", "t").ok();
        assertEquals(0, statusWhenWritingFailsWith("Broken pipe", ""));
        assertEquals(FAILED, statusWhenWritingFailsWith("No space left on device", "varve: cannot write to standard"));
    }

    private int statusWhenWritingFailsWith(String message, String expectedStart) {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                throw new IOException(message);
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = Console.of(
                new ByteArrayInputStream(new byte[0]),
                failing,
                err,
                Map.of("VARVE_STORE", session.store().toString()));
        int status = Main.run(console, "read", "t");
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.startsWith(expectedStart), said);
        assertEquals(expectedStart.isEmpty(), said.isEmpty(), said);
        return status;
    }
}
