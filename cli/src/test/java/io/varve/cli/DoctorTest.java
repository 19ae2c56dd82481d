package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Varve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor names what it finds, says what to do, and its exit status says whether there was anything. */
class DoctorTest {

    private static final int FOUND = 1;

    @TempDir
    private Path folder;

    private Session session;

    @BeforeEach
    void makeAStore() {
        session = new Session(folder.resolve("store"));
        session.run("topic", "create", "t", "--partitions", "2").ok();
        session.runWith("a\nb\nc\n", "append", "t", "--partition", "1").ok();
    }

    private void damage(Path file, int fromEnd) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - fromEnd));
    }

    @Test
    void ofAHealthyStoreThereIsOneLine() {
        List<String> lines = session.run("doctor").ok().lines();
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.getFirst().startsWith("store " + session.store() + ": healthy, 2 of 2 partitions usable"));
        String json = session.run("doctor", "--json").ok().out();
        assertTrue(json.contains("\"state\":\"HEALTHY\",\"partitions\":2,\"journalHeldBytes\":"), json);
        assertTrue(json.endsWith(",\"findings\":[]}\n"), json);
    }

    @Test
    void aDamagedPartitionIsALineWithWhatToDoAndTheOthersAreUsable() throws IOException {
        damage(session.store().resolve("topics/t-1/00000000000000000000.log"), 1);
        Session.Result found = session.run("doctor");
        assertEquals(FOUND, found.status());
        List<String> lines = found.lines();
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains("degraded, 1 of 2 partitions usable"), lines.get(0));
        assertTrue(lines.get(1).startsWith("partition unusable: partition t-1 could not be opened (damage in "));
        assertTrue(lines.get(1).contains("restore this file from a copy"), lines.get(1));
        String json = session.run("doctor", "--json").out();
        assertTrue(json.contains("\"state\":\"DEGRADED\""), json);
        assertTrue(json.contains("\"findings\":[{\"kind\":\"PARTITION_UNUSABLE\",\"what\":\"partition t-1"), json);
    }

    @Test
    void aStoreThatCannotBeOpenedIsAFindingInTheSameForm() throws IOException {
        damage(session.store().resolve("checkpoint"), 1);
        Session.Result found = session.run("doctor");
        assertEquals(FOUND, found.status());
        assertEquals("store " + session.store() + ": unusable", found.lines().getFirst());
        assertTrue(found.lines().get(1).startsWith("store unusable: the store cannot be opened (damage in "));
        Session.Result json = session.run("doctor", "--json");
        assertEquals(FOUND, json.status());
        assertTrue(json.out().contains("\"state\":\"UNUSABLE\",\"findings\":[{\"kind\":\"STORE_UNUSABLE\""));
    }

    @Test
    void aStoreInUseIsSaidToBe() {
        try (Varve varve = Varve.open(session.store())) {
            Session.Result found = session.run("doctor", "--lock-wait", "0");
            assertEquals(FOUND, found.status());
            assertTrue(found.lines().get(1).contains("is in use by"), found.out());
            assertEquals(1, varve.topics().size());
        }
    }

    @Test
    void aMissingStoreIsRefusedAsEverywhere() {
        String refusal = new Session(folder.resolve("none")).run("doctor").refusal(1);
        assertTrue(refusal.contains("there is no store at"), refusal);
    }
}
