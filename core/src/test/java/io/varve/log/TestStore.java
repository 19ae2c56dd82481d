package io.varve.log;

import io.varve.error.StorageFailedException;
import io.varve.io.Clock;
import io.varve.io.Entropy;
import io.varve.io.MemoryDisk;
import io.varve.io.Surroundings;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.record.TimestampType;
import io.varve.segment.SegmentConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Logs without a catalogue, on a disk in memory that fails as told, and without threads of their own. */
final class TestStore {

    static final long ANY = Sequencer.ANY_OFFSET;

    final HookedDisk disk = new HookedDisk(new MemoryDisk(1L << 28));
    final StillWorkers workers = new StillWorkers();
    final Path folder = Path.of("/store");
    final long hotBytes;
    Logs logs;

    TestStore(long hotBytes) {
        this.hotBytes = hotBytes;
        disk.createDirectories(folder);
        this.logs = logs();
    }

    TestStore() {
        this(4 << 20);
    }

    private Logs logs() {
        Surroundings surroundings = new Surroundings(disk, Clock.system(), Entropy.system(), workers);
        return new Logs(folder, surroundings, hotBytes, 4 << 20, 64);
    }

    /** As after the death of the process: nothing is closed, what was written is there. */
    void reopen() {
        logs = logs();
    }

    static LogConfig config(Durability durability, int segmentBytes) {
        return config(durability, segmentBytes, FlushInterval.NONE);
    }

    static LogConfig config(Durability durability, int segmentBytes, FlushInterval flush) {
        return new LogConfig(
                new SegmentConfig(segmentBytes, Long.MAX_VALUE, 0, 1 << 20, 4096),
                new TimestampBounds(TimestampType.CREATE_TIME, Long.MAX_VALUE, Long.MAX_VALUE),
                1 << 20,
                Optional.empty(),
                durability,
                flush);
    }

    PartitionLog open(String topic, LogConfig config) {
        LogPlace place = place(topic);
        disk.createDirectories(place.folder());
        return logs.add(place, config, () -> {}).log();
    }

    void discard(PartitionLog log) {
        logs.discard(logs.handle(log.place().key()).orElseThrow());
    }

    PartitionLog open(String topic, Durability durability) {
        return open(topic, config(durability, 1 << 20));
    }

    LogPlace place(String topic) {
        UUID id = UUID.nameUUIDFromBytes(topic.getBytes(StandardCharsets.UTF_8));
        return new LogPlace(topic, id, 0, folder.resolve(topic + "-0"));
    }

    Path file(String topic, long baseOffset, String suffix) {
        return place(topic).folder().resolve("%020d%s".formatted(baseOffset, suffix));
    }

    static NewRecord record(String value) {
        return NewRecord.of(value.getBytes(StandardCharsets.UTF_8)).at(1);
    }

    /** Appends a record and waits for a durability, as a partition does. */
    static void append(PartitionLog log, String value, Durability durability) {
        log.commit(log.append(record(value), ANY).endOffset(), durability);
    }

    /** The values of all visible records from an offset on. */
    static List<String> read(PartitionLog log, long fromOffset) {
        List<String> values = new ArrayList<>();
        try (RecordWalk walk = log.walk(fromOffset)) {
            while (walk.next(log.visibleEndOffset())) {
                byte[] value = walk.record().valueArray();
                values.add(value == null ? "" : new String(value, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    static StorageFailedException failure(Path path, String verb) {
        return new StorageFailedException(path, verb, -1, StorageFailedException.Kind.IO, "told to fail");
    }

    /** Fails a verb on files whose name ends so. */
    void fail(String verb, String suffix) {
        disk.hook((present, path) -> {
            if (present.equals(verb) && path.toString().endsWith(suffix)) {
                throw failure(path, verb);
            }
        });
    }
}
