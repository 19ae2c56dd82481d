package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store tells the JVM's flight recorder, with the figures that belong to it. */
class FlightRecorderTest {

    private static final List<String> NAMES = Stream.of(
                    "GroupCommit", "SegmentForce", "SegmentRoll", "Checkpoint", "Recovery")
            .map(name -> "io.varve." + name)
            .toList();

    @TempDir
    private Path temporary;

    @Test
    void commitsForcesRollsCheckpointsAndRecoveriesAreRecorded() throws IOException {
        Path file = temporary.resolve("store.jfr");
        try (Recording recording = new Recording()) {
            NAMES.forEach(name -> recording.enable(name).withoutThreshold());
            recording.start();
            useAStoreAndKillIt();
            recording.stop();
            recording.dump(file);
        }
        Map<String, List<RecordedEvent>> events = RecordingFile.readAllEvents(file).stream()
                .collect(Collectors.groupingBy(event -> event.getEventType().getName()));
        assertTrue(events.keySet().containsAll(NAMES), events.keySet()::toString);
        commits(events.get("io.varve.GroupCommit"));
        RecordedEvent force = most(events.get("io.varve.SegmentForce"), event -> event.getLong("newBytes"));
        assertTrue(force.getLong("newBytes") > 500);
        assertTrue(force.getString("log").endsWith("t-0/00000000000000000000.log"), force.getString("log"));
        RecordedEvent roll = events.get("io.varve.SegmentRoll").getFirst();
        assertEquals("t-0", roll.getString("log"));
        assertTrue(roll.getLong("baseOffset") > 0);
        assertEquals(
                1,
                most(events.get("io.varve.Checkpoint"), event -> event.getLong("forcedLogCount"))
                        .getInt("forcedLogCount"));
        RecordedEvent recovery = most(events.get("io.varve.Recovery"), event -> event.getLong("frameCount"));
        assertTrue(recovery.getLong("frameCount") >= 5);
        assertTrue(recovery.getLong("batchBytes") > 5 * 500);
        assertEquals(1, recovery.getInt("logCount"));
        assertTrue(recovery.getDuration().toNanos() > 0);
    }

    private static void commits(List<RecordedEvent> commits) {
        assertTrue(commits.size() >= 5);
        for (RecordedEvent commit : commits) {
            assertEquals(1, commit.getInt("logCount"));
            assertEquals(1, commit.getInt("entryCount"));
            assertEquals(4096, commit.getInt("frameBytes"));
            long partsNanos = commit.getDuration("writeNanos").toNanos()
                    + commit.getDuration("forceNanos").toNanos();
            assertTrue(partsNanos > 0);
        }
        long sequences = commits.stream()
                .map(event -> event.getLong("sequence"))
                .distinct()
                .count();
        assertEquals(commits.size(), sequences);
    }

    private static RecordedEvent most(List<RecordedEvent> events, Function<RecordedEvent, Long> figure) {
        return events.stream()
                .reduce((one, other) -> figure.apply(one) >= figure.apply(other) ? one : other)
                .orElseThrow();
    }

    /** A copy taken while it is open stands for what the death of the process leaves. */
    private void useAStoreAndKillIt() throws IOException {
        Path store = temporary.resolve("store");
        Path copy = temporary.resolve("copy");
        try (Varve varve = Varve.open(store)) {
            Topic topic = varve.createTopic(TopicSpec.of("t").with("segment.bytes", "1024"));
            for (int i = 0; i < 5; i++) {
                topic.append(NewRecord.of(new byte[500]));
            }
            copy(store, copy);
        }
        try (Varve varve = Varve.open(copy)) {
            StoreDisk.await(() -> varve.health().journalHeldBytes() == 0, "what was in the journal is checkpointed");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
