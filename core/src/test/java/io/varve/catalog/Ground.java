package io.varve.catalog;

import io.varve.io.Clock;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.Entropy;
import io.varve.io.LocalDisk;
import io.varve.io.MemoryDisk;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** What tests of the catalogue stand on: a disk, a store's folder on it, and identities that a seed gives. */
final class Ground {

    /** The disks that every test of a verb runs on. */
    enum Kind {
        MEMORY,
        LOCAL;

        Ground ground(Path temporaryFolder) {
            return switch (this) {
                case MEMORY -> new Ground(new MemoryDisk(1L << 28), Path.of("/store"));
                case LOCAL -> new Ground(LocalDisk.instance(), temporaryFolder.resolve("store"));
            };
        }
    }

    /** The name of a file with data. */
    static final String LOG = "00000000000000000000.log";

    final Disk disk;
    final Path store;
    private final Entropy entropy = new SeededEntropy(new Random(4711));

    Ground(Disk disk, Path store) {
        this.disk = disk;
        this.store = store;
        disk.createDirectories(store);
        disk.forceDirectory(store.getParent());
    }

    Catalogue open() {
        return open(disk);
    }

    Catalogue open(Disk instead) {
        return Catalogue.open(store, new Surroundings(instead, Clock.system(), entropy, new NoWorkers()));
    }

    /** Opens the catalogue and looks at each folder, as the use of each partition does. */
    Catalogue openAndClaim() {
        Catalogue catalogue = open();
        for (TopicEntry topic : catalogue.topics()) {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                catalogue.claim(topic, partition);
            }
        }
        return catalogue;
    }

    Path topics() {
        return store.resolve("topics");
    }

    List<String> folders() {
        return disk.list(topics());
    }

    /** A folder's data, as a log would write it. */
    void writeData(Path folder, String text) {
        write(folder.resolve(LOG), text.getBytes(StandardCharsets.UTF_8));
    }

    void write(Path path, byte[] content) {
        if (disk.exists(path)) {
            disk.delete(path);
        }
        try (DiskFile file = disk.create(path, content.length)) {
            file.writeFully(0, ByteBuffer.wrap(content));
            file.force(true);
        }
        disk.forceDirectory(path.getParent());
    }

    byte[] read(Path path) {
        try (DiskFile file = disk.openRead(path)) {
            ByteBuffer content = ByteBuffer.allocate((int) file.sizeBytes());
            file.readFully(0, content);
            return content.array();
        }
    }

    String text(Path path) {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    void loseCatalogue() {
        disk.delete(store.resolve("catalog"));
        disk.forceDirectory(store);
    }

    private record SeededEntropy(Random random) implements Entropy {
        @Override
        public long nextLong(long bound) {
            return random.nextLong(bound);
        }

        @Override
        public UUID nextUuid() {
            return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() & ~(3L << 62) | 1L << 63);
        }
    }

    /** The catalogue starts no threads. */
    private record NoWorkers() implements Workers {
        @Override
        public void start(String name, Runnable loop) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        public Timer after(long delayNanos, Runnable task) {
            throw new UnsupportedOperationException("timer");
        }

        @Override
        public void close() {}
    }
}
