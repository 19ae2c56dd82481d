package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.error.StoreLockedException;
import io.varve.io.Disk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store is open once, and closed when it is closed. I15, I16. */
class StoreAccessTest {

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @EnumSource
    void aStoreIsOpenOnceAtATime(StoreDisk kind) {
        Disk disk = kind.disk();
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            varve.createTopic(TopicSpec.of("orders"));
            for (int round = 0; round < 3; round++) {
                StoreLockedException refused = assertThrows(
                        StoreLockedException.class, () -> StoreDisk.open(disk, temporary, StoreOptions.DEFAULT));
                assertTrue(
                        refused.getMessage()
                                .contains("" + ProcessHandle.current().pid()),
                        refused::getMessage);
            }
            varve.topic("orders").append(StoreDisk.text("v"));
        }
        try (Varve varve = StoreDisk.open(disk, temporary, StoreOptions.DEFAULT)) {
            assertEquals(1, varve.topic("orders").partition(0).endOffset());
        }
    }

    @Test
    void anotherProcessIsRefusedAndTold() throws Exception {
        try (Varve varve = Varve.open(temporary)) {
            assertEquals(1, varve.statistics().usableBytes() > 0 ? 1 : 0);
            assertTrue(openElsewhere(temporary).startsWith("refused"), "the other process");
        }
        assertEquals("opened", openElsewhere(temporary));
    }

    private static String openElsewhere(Path directory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opening.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor());
        return answer;
    }

    /** A process of its own that opens a store and says what came of it. */
    static final class Opening {

        private Opening() {}

        public static void main(String[] arguments) {
            PrintStream answer = System.out;
            try (Varve varve = Varve.open(Path.of(arguments[0]))) {
                answer.println(varve.topics().isEmpty() ? "opened" : "opened with topics");
            } catch (StoreLockedException refused) {
                answer.println("refused: " + refused.getMessage());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCallOnAClosedStoreSaysSo(StoreDisk kind) {
        Varve varve = kind.open(temporary);
        Topic topic = varve.createTopic(TopicSpec.of("orders"));
        Partition partition = topic.partition(0);
        partition.append(StoreDisk.text("v"));
        Cursor cursor = partition.read(0);
        varve.close();
        varve.close();
        assertThrows(ClosedException.class, () -> varve.createTopic(TopicSpec.of("other")));
        assertThrows(ClosedException.class, () -> varve.getOrCreateTopic(TopicSpec.of("orders")));
        assertThrows(ClosedException.class, () -> varve.topic("orders"));
        assertThrows(ClosedException.class, () -> varve.findTopic("orders"));
        assertThrows(ClosedException.class, varve::topics);
        assertThrows(ClosedException.class, () -> varve.deleteTopic("orders"));
        assertThrows(ClosedException.class, varve::flush);
        assertThrows(ClosedException.class, varve::statistics);
        assertThrows(ClosedException.class, () -> topic.growTo(2));
        assertThrows(ClosedException.class, () -> topic.alter(Map.of("segment.ms", "5")));
        assertThrows(ClosedException.class, () -> topic.reset(Set.of("segment.ms")));
        assertThrows(ClosedException.class, () -> topic.appender(AppenderOptions.DEFAULT));
        assertThrows(ClosedException.class, () -> topic.append(StoreDisk.text("v")));
        assertThrows(ClosedException.class, () -> partition.append(List.of(StoreDisk.text("v"))));
        assertThrows(ClosedException.class, () -> partition.read(0));
        assertThrows(ClosedException.class, () -> partition.recordAt(0));
        assertThrows(ClosedException.class, () -> partition.firstAtOrAfter(0));
        assertThrows(ClosedException.class, () -> partition.deleteRecordsBefore(1));
        assertThrows(ClosedException.class, cursor::next);
        cursor.close();
    }

    @Test
    void anInMemoryStoreIsGoneWhenItIsClosed() {
        try (Varve varve = Varve.inMemory()) {
            varve.createTopic(TopicSpec.of("orders")).append(StoreDisk.text("v"));
        }
        try (Varve one = Varve.inMemory();
                Varve other = Varve.inMemory()) {
            assertTrue(one.topics().isEmpty());
            one.createTopic(TopicSpec.of("orders"));
            assertTrue(other.topics().isEmpty());
        }
    }

    /** I16: threads end with the store; opening and closing a thousand times leaves nothing behind. */
    @Test
    void nothingIsLeftBehindByAClosedStore() {
        int before = threads();
        for (int round = 0; round < 300; round++) {
            try (Varve varve = StoreDisk.MEMORY.open(temporary)) {
                Topic topic = varve.createTopic(TopicSpec.of("orders").partitions(2));
                topic.append(StoreDisk.text("v"));
                CompletableFuture<Receipt> _ =
                        topic.appender(AppenderOptions.DEFAULT).append(StoreDisk.text("v"));
                try (Cursor cursor = topic.partition(0).read(0)) {
                    cursor.next();
                }
            }
        }
        StoreDisk.await(() -> threads() <= before, "no more threads than before: " + before);
    }

    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("varve-"))
                .count();
    }
}
