package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on topics, figures, help. */
class TopicCommandsTest {

    @TempDir
    private Path folder;

    private Session session;

    @BeforeEach
    void begin() {
        session = new Session(folder.resolve("store"));
    }

    @Test
    void aTopicIsMadeListedDescribedAlteredAndDeleted() {
        String made = session.run(
                        "topic",
                        "create",
                        "orders",
                        "--partitions",
                        "3",
                        "--config",
                        "segment.bytes=4096",
                        "--config",
                        "durability=os")
                .ok()
                .out();
        assertEquals("topic orders made, 3 partitions\n", made);
        session.runWith("a\nb\n", "append", "orders", "--partition", "2").ok();
        List<String> listed = session.run("topic", "list").ok().lines();
        assertTrue(listed.get(1).matches("orders +3 +2 +\\d+"), listed.get(1));
        String described = session.run("topic", "describe", "orders").ok().out();
        assertTrue(described.matches("(?s).*\nsegment\\.bytes +4096 +default 1073741824 .*"), described);
        assertTrue(described.matches("(?s).*\ndurability +os +default disk .*"), described);

        session.run("topic", "alter", "orders", "--set", "max.message.bytes=2000", "--reset", "segment.bytes")
                .ok();
        String altered = session.run("topic", "describe", "orders").ok().out();
        assertTrue(altered.matches("(?s).*\nmax\\.message\\.bytes +2000 .*"), altered);
        assertTrue(altered.matches("(?s).*\nsegment\\.bytes +1073741824 +[a-z].*"), altered);
        assertEquals(
                "topic orders has 5 partitions now\n",
                session.run("topic", "alter", "orders", "--partitions", "5")
                        .ok()
                        .out());

        String deleted = session.run("topic", "delete", "orders").ok().out();
        assertTrue(deleted.matches("topic orders deleted: 5 partitions, 2 records, \\d+ B are gone\n"), deleted);
        assertEquals(1, session.run("topic", "list").ok().lines().size());
    }

    @Test
    void onATerminalDeletingAsksAndAnythingButYesKeeps() {
        session.runWith("a\n", "append", "t").ok();
        assertEquals(1, deleteOnTerminal("n\n"));
        assertEquals(1, deleteOnTerminal(""));
        assertEquals("a\n", session.run("read", "t").ok().out());
        assertEquals(0, deleteOnTerminal("Yes\n"));
        assertEquals(1, session.run("read", "t").status());
        session.runWith("a\n", "append", "t").ok();
        assertEquals(0, deleteOnTerminal("", "--yes"));
    }

    private int deleteOnTerminal(String answer, String... more) {
        Console console = new Console(
                new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)),
                new Output(new ByteArrayOutputStream()),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Map.of("VARVE_STORE", session.store().toString()),
                true,
                true,
                Interrupts.none());
        String[] arguments = more.length == 0
                ? new String[] {"topic", "delete", "t"}
                : new String[] {"topic", "delete", "t", more[0]};
        return Main.run(console, arguments);
    }

    @Test
    void aTerminalSeesHowFarTheInputIs() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(
                        "some line of input\n".repeat(3_000_000).getBytes(StandardCharsets.UTF_8)),
                new Output(new ByteArrayOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("VARVE_STORE", session.store().toString()),
                false,
                true,
                Interrupts.none());
        assertEquals(0, Main.run(console, "append", "t", "--durability", "memory"));
        String shown = err.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("\rstandard input: ") && shown.endsWith("\r\u001b[K"), shown);
    }

    @Test
    void refusedNamesAndKeysAreNamed() {
        assertTrue(session.run("topic", "create", "..").refusal(1).contains("'..'"));
        assertTrue(session.run("topic", "create", "t", "--config", "nonsense=1")
                .refusal(1)
                .contains("nonsense"));
        assertTrue(session.run("topic", "create", "t", "--config", "retention.ms=1")
                .refusal(1)
                .contains("retention.ms"));
        assertTrue(session.run("topic", "create", "t", "--partitions", "0")
                .refusal(1)
                .contains("'t'"));
        assertTrue(session.run("topic", "create", "t", "--config", "nonsense")
                .refusal(2)
                .contains("nonsense"));
        session.run("topic", "create", "t").ok();
        assertTrue(session.run("topic", "create", "t").refusal(1).contains("exists already"));
        assertTrue(session.run("topic", "alter", "t", "--partitions", "1")
                .refusal(1)
                .contains("'t'"));
        assertTrue(session.run("topic", "alter", "t", "--set", "a=1", "--reset", "a")
                .refusal(2)
                .contains("both set and reset"));
    }

    @Test
    void statsShowEveryPartitionAndAreJsonWhereAsked() {
        session.run("topic", "create", "t", "--partitions", "2").ok();
        session.runWith("a\nb\nc\n", "append", "t", "--partition", "1").ok();
        List<String> lines = session.run("stats").ok().lines();
        assertTrue(lines.get(0).contains("1 topic, 2 partitions"), lines.get(0));
        assertTrue(lines.get(4).matches("t +1 +0 +3 +3 +3 +1 +\\d+"), lines.get(4));
        String json = session.run("stats", "--json").ok().out();
        assertTrue(
                json.contains("{\"topic\":\"t\",\"partition\":1,\"startOffset\":0,\"visibleEndOffset\":3,"
                        + "\"durableEndOffset\":3,\"endOffset\":3,\"segments\":1,\"sizeBytes\":"),
                json);
    }

    @Test
    void theStoreCanBeNamedAtAnyLevel() {
        Path other = folder.resolve("other");
        session.runWith("a\n", "--store", other.toString(), "append", "t").ok();
        assertEquals(
                "a\n",
                session.run("read", "t", "--store", other.toString()).ok().out());
        assertEquals("a\n", session.run("read", "--store=" + other, "t").ok().out());
        session.run("topic", "--store", other.toString(), "list").ok();
        assertEquals(1, session.run("read", "t").status());
    }

    @Test
    void everyCommandHasHelpAndNoneOpensAStoreForIt() {
        for (String command :
                List.of("append", "read", "dump", "stats", "doctor", "demo", "generate-completion", "topic")) {
            Session.Result help = session.run(command, "--help").ok();
            assertTrue(help.out().contains("Usage: varve " + command), help.out());
        }
        for (String command : List.of("create", "list", "describe", "alter", "delete")) {
            Session.Result help = session.run("topic", command, "--help").ok();
            assertTrue(help.out().contains("Usage: varve topic " + command), help.out());
            assertTrue(help.out().contains("--store"), help.out());
        }
        assertTrue(session.run("--help").ok().out().contains("generate-completion"));
        assertTrue(session.run().ok().out().contains("Usage: varve"));
        assertTrue(session.run("--version").ok().out().startsWith("varve "));
        assertTrue(session.run("generate-completion").ok().out().contains("_complete_varve"));
    }
}
