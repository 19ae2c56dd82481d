package io.varve.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.varve.Cursor;
import io.varve.Partition;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.NewRecord;
import io.varve.testkit.engine.EngineDisk;
import io.varve.testkit.engine.StoreImage;
import io.varve.testkit.engine.TestStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** A store in which one file holds anything: it opens and is read, or says what is wrong with it. */
class StoreFilesFuzzTest {

    private static final Path FOLDER = Path.of("/fuzz");
    private static final StoreImage SAMPLE = sample();

    private static StoreImage sample() {
        try (TestStore store = TestStore.on(EngineDisk.MEMORY, FOLDER)) {
            Topic topic = store.varve()
                    .createTopic(
                            TopicSpec.of("orders").with("segment.bytes", "1024").with("index.interval.bytes", "1"));
            for (int index = 0; index < 25; index++) {
                topic.append(NewRecord.of("key", "value-" + index).at(TestStore.TIME_MS + index));
                topic.partition(0).flush();
            }
            store.varve().close();
            return store.image();
        }
    }

    /** The log of the active segment, without a checkpoint that knows better. */
    @FuzzTest(maxDuration = "60s")
    void aLogIsRecoveredOrRefused(byte[] bytes) {
        StoreImage image = SAMPLE.withoutEvery("checkpoint");
        open(image.with(last(image, ".log"), bytes));
    }

    /** The same where the checkpoint says what must be there. */
    @FuzzTest(maxDuration = "60s")
    void aCheckpointedLogIsReadOrRefused(byte[] bytes) {
        open(SAMPLE.with(SAMPLE.name(".log"), bytes));
    }

    @FuzzTest(maxDuration = "60s")
    void anOffsetIndexIsUsedOrMadeAgain(byte[] bytes) {
        requireAllRecords(SAMPLE.with(SAMPLE.name(".index"), bytes));
        requireAllRecords(SAMPLE.with(last(SAMPLE, ".index"), bytes));
    }

    @FuzzTest(maxDuration = "60s")
    void aTimeIndexIsUsedOrMadeAgain(byte[] bytes) {
        requireAllRecords(SAMPLE.with(SAMPLE.name(".timeindex"), bytes));
        requireAllRecords(SAMPLE.with(last(SAMPLE, ".timeindex"), bytes));
    }

    @FuzzTest(maxDuration = "60s")
    void aStateFileIsReadOrRefused(byte[] bytes) {
        if (bytes.length > 0) {
            byte[] content = java.util.Arrays.copyOfRange(bytes, 1, bytes.length);
            open(SAMPLE.with(stateFile(bytes[0]), content));
        }
    }

    /** The same with the right first line and checksum, so that what is between them is reached. */
    @FuzzTest(maxDuration = "60s")
    void aBodyOfAStateFileIsReadOrRefused(byte[] bytes) {
        if (bytes.length > 0) {
            String name = stateFile(bytes[0]);
            String text = new String(SAMPLE.bytes(name), StandardCharsets.UTF_8);
            String body = text.substring(0, text.indexOf('\n') + 1)
                    + new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8)
                    + (text.startsWith("varve ") ? "\n" : "");
            if (text.startsWith("varve ")) {
                CRC32C checksum = new CRC32C();
                checksum.update(body.getBytes(StandardCharsets.UTF_8));
                body += String.format("crc32c %08x%n", checksum.getValue());
            }
            open(SAMPLE.with(name, body.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String stateFile(byte choice) {
        return switch (choice & 3) {
            case 0 -> SAMPLE.name("checkpoint");
            case 1 -> SAMPLE.name("catalog");
            case 2 -> SAMPLE.name("topic.properties");
            default -> SAMPLE.name("partition.metadata");
        };
    }

    private static String last(StoreImage image, String suffix) {
        return image.names().stream()
                .filter(name -> name.endsWith(suffix))
                .max(String::compareTo)
                .orElseThrow();
    }

    private static void open(StoreImage image) {
        Verdict.accepts(() -> {
            try (TestStore store = TestStore.of(image, EngineDisk.MEMORY, FOLDER)) {
                readEverything(store.varve());
            }
        });
    }

    private static long readEverything(Varve varve) {
        long count = 0;
        for (Topic topic : varve.topics()) {
            for (Partition partition : topic.partitions()) {
                long position = partition.startOffset();
                try (Cursor cursor = partition.read(position)) {
                    while (cursor.next()) {
                        if (cursor.record().offset() < position) {
                            throw new AssertionError("offset " + cursor.record().offset() + " after " + position);
                        }
                        position = cursor.record().offset() + 1;
                        count++;
                    }
                }
                partition.firstAtOrAfter(TestStore.TIME_MS + 10);
                partition.append(NewRecord.of("key", "goes on"));
            }
        }
        return count;
    }

    /** An index is only an index: whatever it holds, nothing is lost by it. */
    private static void requireAllRecords(StoreImage image) {
        try (TestStore store = TestStore.of(image, EngineDisk.MEMORY, FOLDER)) {
            Partition partition = store.varve().topic("orders").partition(0);
            for (long offset = 0; offset < 25; offset++) {
                long found = partition.recordAt(offset).orElseThrow().offset();
                long dated = partition
                        .firstAtOrAfter(TestStore.TIME_MS + offset)
                        .orElseThrow()
                        .offset();
                if (found != offset || dated != offset) {
                    throw new AssertionError("offset " + offset + ": found " + found + ", by time " + dated);
                }
            }
        }
    }
}
