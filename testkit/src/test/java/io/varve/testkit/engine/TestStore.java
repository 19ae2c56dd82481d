package io.varve.testkit.engine;

import io.varve.Cursor;
import io.varve.Partition;
import io.varve.ReadOptions;
import io.varve.StoreOptions;
import io.varve.Varve;
import io.varve.io.Disk;
import io.varve.io.Entropy;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.testkit.ManualClock;
import io.varve.testkit.StoredRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A store on one of the disks, which can be closed, opened again, and opened as a killed process leaves it. */
public final class TestStore implements AutoCloseable {

    public static final long TIME_MS = 1_750_000_000_000L;

    private static final AtomicLong FOLDERS = new AtomicLong();

    private final EngineDisk kind;
    private final Path temporary;
    private final Path directory;
    private final Disk disk;
    private final ManualClock clock;
    private final StoreOptions options;
    private Varve varve;

    private TestStore(EngineDisk kind, Path temporary, ManualClock clock, StoreImage image) {
        this.kind = kind;
        this.temporary = temporary;
        this.directory = temporary.resolve("store-" + FOLDERS.incrementAndGet());
        this.disk = kind.disk();
        this.clock = clock;
        this.options = StoreOptions.DEFAULT.hotBytes(StoreOptions.HOT_BYTES_MIN).journalBytes(4 << 20);
        if (image != null) {
            image.write(disk, directory);
        }
        this.varve = open();
    }

    /** A new, empty store. */
    public static TestStore on(EngineDisk kind, Path temporary) {
        return new TestStore(kind, temporary, new ManualClock(TIME_MS), null);
    }

    /** A store of these files. */
    public static TestStore of(StoreImage image, EngineDisk kind, Path temporary) {
        return new TestStore(kind, temporary, new ManualClock(TIME_MS), image);
    }

    private Varve open() {
        Surroundings surroundings = new Surroundings(disk, clock, Entropy.system(), Workers.platform());
        return Varve.open(directory, options, surroundings);
    }

    public Varve varve() {
        return varve;
    }

    public ManualClock clock() {
        return clock;
    }

    public Disk disk() {
        return disk;
    }

    public Path directory() {
        return directory;
    }

    /** Closes the store and opens it again. */
    public void reopen() {
        varve.close();
        varve = open();
    }

    /** The files as they are now: what the death of the process at this moment leaves. */
    public StoreImage image() {
        return StoreImage.of(disk, directory);
    }

    /** A second store of what this one's death at this moment leaves; it shares nothing with this one. */
    public TestStore killed() {
        return new TestStore(kind, temporary, clock, image());
    }

    /** Everything that readers see, from the start on. */
    public static List<StoredRecord> readAll(Partition partition) {
        return read(partition, ReadOptions.from(partition.startOffset()));
    }

    public static List<StoredRecord> read(Partition partition, ReadOptions options) {
        List<StoredRecord> records = new ArrayList<>();
        try (Cursor cursor = partition.read(options)) {
            while (cursor.next()) {
                records.add(StoredRecord.of(cursor.record()));
            }
        }
        return records;
    }

    @Override
    public void close() {
        varve.close();
    }
}
