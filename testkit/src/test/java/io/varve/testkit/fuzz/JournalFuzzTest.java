package io.varve.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.varve.AppendOptions;
import io.varve.Cursor;
import io.varve.Partition;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.testkit.engine.EngineDisk;
import io.varve.testkit.engine.StoreImage;
import io.varve.testkit.engine.TestStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A killed store whose journal holds anything: it opens and is read, or says what is wrong with it. */
class JournalFuzzTest {

    private static final Path FOLDER = Path.of("/fuzz");
    private static final int BLOCK = 4096;

    // Where the numbers of a frame stand: docs/format.md.
    private static final int LENGTH_AT = 4;
    private static final int CRC_AT = 8;
    private static final int COUNT_AT = 12;
    private static final int SEQUENCE_AT = 32;
    private static final int HEADER_BYTES = 48;

    private static final StoreImage SAMPLE = sample();
    private static final String WAL = SAMPLE.names().stream()
            .filter(name -> name.endsWith(".wal") && SAMPLE.bytes(name)[0] != 0)
            .findFirst()
            .orElseThrow();

    private static StoreImage sample() {
        try (TestStore store = TestStore.on(EngineDisk.MEMORY, FOLDER)) {
            Topic topic = store.varve().createTopic(TopicSpec.of("orders").with("segment.bytes", "1024"));
            for (int index = 0; index < 3; index++) {
                NewRecord record = NewRecord.of("key", "value-" + index).at(TestStore.TIME_MS + index);
                topic.partition(0).append(record, AppendOptions.reaching(Durability.DISK));
            }
            return store.image();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void aJournalFileIsReplayedOrRefused(byte[] bytes) {
        open(Arrays.copyOf(bytes, Math.max(bytes.length, 1)));
    }

    /** The frames of the sample, the second one's entries overwritten, under a right checksum. */
    @FuzzTest(maxDuration = "60s")
    void aFrameUnderARightChecksumIsReplayedOrRefused(byte[] bytes) {
        byte[] file = Arrays.copyOf(SAMPLE.bytes(WAL), 3 * BLOCK);
        ByteBuffer frame = ByteBuffer.wrap(file, BLOCK, 2 * BLOCK).slice();
        byte[] original = Arrays.copyOfRange(file, BLOCK, 2 * BLOCK);
        int changed = Math.min(bytes.length, BLOCK - SEQUENCE_AT);
        for (int i = 0; i < changed; i++) {
            int at = i < Integer.BYTES ? COUNT_AT + i : SEQUENCE_AT + i - Integer.BYTES;
            frame.put(at, (byte) (original[at] ^ bytes[i])); // what is 0 leaves it as it is
        }
        int length = Math.max(frame.getInt(LENGTH_AT), HEADER_BYTES);
        CRC32C checksum = new CRC32C();
        checksum.update(frame.array(), BLOCK, CRC_AT);
        checksum.update(frame.array(), BLOCK + COUNT_AT, length - COUNT_AT);
        frame.putInt(CRC_AT, (int) checksum.getValue());
        open(file);
    }

    private static void open(byte[] journal) {
        Verdict.accepts(() -> {
            try (TestStore store = TestStore.of(SAMPLE.with(WAL, journal), EngineDisk.MEMORY, FOLDER)) {
                readEverything(store.varve());
            }
        });
    }

    private static void readEverything(Varve varve) {
        for (Topic topic : varve.topics()) {
            for (Partition partition : topic.partitions()) {
                long position = partition.startOffset();
                try (Cursor cursor = partition.read(position)) {
                    while (cursor.next()) {
                        if (cursor.record().offset() < position) {
                            throw new AssertionError("offset " + cursor.record().offset() + " after " + position);
                        }
                        position = cursor.record().offset() + 1;
                    }
                }
                partition.append(NewRecord.of("key", "goes on"));
            }
        }
    }
}
