package io.varve.testkit.crash;

import io.varve.AppendOptions;
import io.varve.Cursor;
import io.varve.Partition;
import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.record.Durability;
import io.varve.testkit.crash.HistoryViolation.Kind;
import io.varve.testkit.disk.CrashRules;
import io.varve.testkit.disk.DiskVerb;
import io.varve.testkit.disk.Fault;
import io.varve.testkit.disk.SimulatedDisk;
import io.varve.testkit.schedule.Schedule;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What no crash does: bytes that were durable go bad, an index leads elsewhere, a closing fails. Each trial leaves a
 * store whose end is known, does harm to it, and says what the engine made of that. The engine may refuse, in the way
 * that is documented, or give everything; never less in silence.
 */
final class BadBytes {

    private static final String TOPIC = "a";
    private static final Path FOLDER = Simulation.DIRECTORY.resolve("topics").resolve(TOPIC + "-0");
    private static final String FIRST = "00000000000000000000";
    private static final int LOG_OVERHEAD_BYTES = 12;
    private static final int LARGE_RECORDS = 10;
    private static final int LARGE_FILLER_BYTES = 1000;

    private static final int SHIFTED_ENTRIES = 3;

    private final long seed;
    private final UnaryOperator<Disk> between;
    private final StoreHistory history = new StoreHistory(new CrashTotals());
    private final SimulatedDisk disk;

    private BadBytes(long seed, UnaryOperator<Disk> between) {
        this.seed = seed;
        this.between = between;
        this.disk = new SimulatedDisk(seed);
    }

    /** Makes all trials; gives what was wrong, in their order. */
    static List<HistoryViolation> all(long seed, UnaryOperator<Disk> between) {
        List<Consumer<BadBytes>> trials = List.of(
                BadBytes::damageBelowANote,
                BadBytes::zerosInALogWithoutMarks,
                BadBytes::anIndexThatSkips,
                BadBytes::aClosingThatFails);
        List<HistoryViolation> violations = new ArrayList<>();
        for (Consumer<BadBytes> trial : trials) {
            try {
                trial.accept(new BadBytes(seed, between));
            } catch (HistoryViolation violation) {
                violations.add(violation);
            }
        }
        return violations;
    }

    /** The journal notes that a segment was forced; then a byte of that goes bad. */
    private void damageBelowANote() {
        play(script -> script.open()
                .topic(TOPIC, 1)
                .append(TOPIC, 0, LARGE_RECORDS, LARGE_FILLER_BYTES)
                .append(TOPIC, 0, 1, 20));
        disk.crash(seed, CrashRules.NOTHING_UNFORCED);
        history.loses(Durability.DISK);
        ByteBuffer log = content(".log");
        write(".log", log.limit() / 2, ByteBuffer.wrap(new byte[] {(byte) (log.get(log.limit() / 2) ^ 1)}));
        openOrRefuse();
    }

    /** Nobody knows anything of a log but what it holds; in its midst a batch has become zeros. */
    private void zerosInALogWithoutMarks() {
        threeBatches();
        disk.delete(Simulation.DIRECTORY.resolve("checkpoint"));
        int first = batchBytes(content(".log"), 0);
        write(".log", first, ByteBuffer.allocate(batchBytes(content(".log"), first)));
        openOrRefuse();
    }

    /** The first entries of an index name lower offsets than the batches have that they lead to. */
    private void anIndexThatSkips() {
        threeBatches();
        ByteBuffer index = content(".index");
        for (int entry = 0; entry < SHIFTED_ENTRIES; entry++) {
            index.putInt(entry * 2 * Integer.BYTES, entry);
        }
        write(".index", 0, index.slice(0, SHIFTED_ENTRIES * 2 * Integer.BYTES));
        play(script -> {
            script.open();
            Partition partition = script.varve().topic(TOPIC).partition(0);
            for (long offset = partition.startOffset(); offset < partition.endOffset(); offset++) {
                readAt(partition, offset);
            }
            script.close();
        });
    }

    private static void readAt(Partition partition, long offset) {
        try (Cursor cursor = partition.read(offset)) {
            if (!cursor.next() || cursor.record().offset() != offset) {
                throw new HistoryViolation(Kind.LOST, "a look-up of offset " + offset + " passes it over");
            }
        } catch (CorruptionException refused) {
            throw new HistoryViolation(Kind.REFUSED, "an index that is false hides a whole log: " + refused, refused);
        }
    }

    /** The last force of what is written only then fails. */
    private void aClosingThatFails() {
        play(script -> {
            script.open().topic(TOPIC, 1, TopicHistory.DURABILITY, "memory");
            script.append(TOPIC, 0, 1, 20, AppendOptions.reaching(Durability.MEMORY));
            disk.faults(
                    call -> call.verb() == DiskVerb.FORCE && call.path().startsWith(FOLDER) ? Fault.IO : Fault.NONE);
            try {
                script.close();
            } catch (StorageFailedException told) {
                return;
            }
            throw new HistoryViolation(Kind.LOST, "a closing that could not store what was appended went well");
        });
    }

    private void threeBatches() {
        play(script -> script.open()
                .topic(TOPIC, 1, "index.interval.bytes", "0")
                .append(TOPIC, 0, 3, 50)
                .append(TOPIC, 0, 3, 50)
                .append(TOPIC, 0, 3, 50)
                .append(TOPIC, 0, 3, 50)
                .append(TOPIC, 0, 3, 50)
                .close());
    }

    private void openOrRefuse() {
        try {
            play(script -> script.open().close());
        } catch (CorruptionException refused) {
            if (refused.getMessage() == null) {
                throw new HistoryViolation(Kind.UNTYPED, "damage is refused without a word", refused);
            }
        }
    }

    private static int batchBytes(ByteBuffer log, int at) {
        return LOG_OVERHEAD_BYTES + log.getInt(at + Long.BYTES);
    }

    private ByteBuffer content(String suffix) {
        try (DiskFile file = disk.openRead(FOLDER.resolve(FIRST + suffix))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, bytes);
            return bytes.flip();
        }
    }

    private void write(String suffix, int positionBytes, ByteBuffer bytes) {
        try (DiskFile file = disk.openWrite(FOLDER.resolve(FIRST + suffix))) {
            file.writeFully(positionBytes, bytes);
            file.force(true);
        }
    }

    private void play(Consumer<StoreScript> steps) {
        Schedule schedule = new Schedule(seed, 1_750_000_000_000L);
        List<Throwable> failures = new ArrayList<>();
        schedule.run(() -> {
            StoreScript script = new StoreScript(history, schedule, between.apply(disk), Simulation.DIRECTORY);
            try {
                steps.accept(script);
            } catch (Throwable failure) {
                failures.add(failure);
            }
        });
        if (!failures.isEmpty()) {
            throw failures.getFirst() instanceof RuntimeException known
                    ? known
                    : new HistoryViolation(Kind.UNTYPED, "a step ended with " + failures.getFirst());
        }
    }
}
