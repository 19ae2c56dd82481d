package io.varve;

import io.varve.io.Clock;
import io.varve.io.Disk;
import io.varve.io.Entropy;
import io.varve.io.LocalDisk;
import io.varve.io.MemoryDisk;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.record.NewRecord;
import io.varve.record.Record;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The disks that every test of the API runs on, and what such tests have in common. */
enum StoreDisk {
    MEMORY,
    LOCAL;

    private static final long MEMORY_BYTES = 512L << 20;
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    /** A disk to open a store on, more than once where wanted. */
    Disk disk() {
        return switch (this) {
            case MEMORY -> new MemoryDisk(MEMORY_BYTES);
            case LOCAL -> LocalDisk.instance();
        };
    }

    /** A new store in a folder. */
    Varve open(Path directory) {
        return open(disk(), directory, StoreOptions.DEFAULT);
    }

    static Varve open(Disk disk, Path directory, StoreOptions options) {
        return StoreOpening.open(
                directory, options, new Surroundings(disk, Clock.system(), Entropy.system(), Workers.platform()));
    }

    /** Looks until something is so; a minute of a busy machine is not counted as a failure, never is. */
    static void await(BooleanSupplier condition, String claim) {
        long deadlineNanos = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new AssertionError("not in time: " + claim);
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    static NewRecord text(String value) {
        return NewRecord.of(value.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Record record) {
        return new String(record.valueArray(), StandardCharsets.UTF_8);
    }

    /** The values of all records from an offset on, as text. */
    static List<String> values(Partition partition, ReadOptions options) {
        List<String> values = new ArrayList<>();
        try (Cursor cursor = partition.read(options)) {
            while (cursor.next()) {
                values.add(text(cursor.record()));
            }
        }
        return values;
    }

    static List<String> values(Partition partition) {
        return values(partition, ReadOptions.from(partition.startOffset()));
    }
}
