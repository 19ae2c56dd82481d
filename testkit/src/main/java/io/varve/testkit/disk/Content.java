package io.varve.testkit.disk;

import io.varve.testkit.disk.PendingChange.Cut;
import io.varve.testkit.disk.PendingChange.Written;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file: its bytes as they are read, as they were forced last, and the changes in between. Guarded by the disk's lock.
 */
final class Content implements Node {

    private Pages cache = new Pages();
    private Pages durable = new Pages();
    private long sizeBytes;
    private long durableSizeBytes;
    private final List<PendingChange> pending = new ArrayList<>();

    /** Who holds the lock that it stands for. */
    @Nullable
    String lockHolder;

    int handles;
    boolean named = true;

    long sizeBytes() {
        return sizeBytes;
    }

    /** What it takes of the disk: whole pages. */
    long chargedBytes() {
        return chargedBytes(sizeBytes);
    }

    static long chargedBytes(long sizeBytes) {
        return (sizeBytes + Pages.PAGE_BYTES - 1) / Pages.PAGE_BYTES * Pages.PAGE_BYTES;
    }

    /** How many unforced changes there are. */
    int pendingCount() {
        return pending.size();
    }

    void write(long positionBytes, byte[] bytes, int length) {
        cache.write(positionBytes, bytes, 0, length);
        sizeBytes = Math.max(sizeBytes, positionBytes + length);
        boolean zeros = true;
        for (int index = 0; index < length && zeros; index++) {
            zeros = bytes[index] == 0;
        }
        pending.add(new Written(positionBytes, length, zeros ? null : bytes, sizeBytes));
    }

    int read(long positionBytes, ByteBuffer buffer, int atMostBytes) {
        long available = sizeBytes - positionBytes;
        if (available <= 0) {
            return -1;
        }
        int given = (int) Math.min(available, atMostBytes);
        cache.read(positionBytes, buffer, given);
        return given;
    }

    void truncate(long newSizeBytes) {
        if (newSizeBytes < sizeBytes) {
            cache.zero(newSizeBytes, sizeBytes);
            sizeBytes = newSizeBytes;
            pending.add(new Cut(newSizeBytes));
        }
    }

    /**
     * Everything that was written is durable. A length that shrank is no more than an attribute that reading the bytes
     * back does not need.
     */
    void force(boolean metadata, boolean growthIsAttribute) {
        boolean shrunk = sizeBytes < durableSizeBytes;
        boolean lengthStays = !metadata && (shrunk || (growthIsAttribute && sizeBytes > durableSizeBytes));
        for (PendingChange change : pending) {
            switch (change) {
                case Written written -> durable.take(cache, written.firstSector(), written.endSector());
                case Cut cut -> {
                    if (!lengthStays) {
                        durable.take(cache, cut.sizeBytes() / Pages.SECTOR_BYTES, sectors(durableSizeBytes));
                    }
                }
            }
        }
        pending.clear();
        if (lengthStays) {
            pending.add(new Cut(sizeBytes)); // only its length is left to be stored
        } else {
            durableSizeBytes = sizeBytes;
        }
    }

    /**
     * The system has dropped what it could not store: each sector is stored or not, and no later force stores it. Reads
     * go on to show it.
     */
    void forceFailed(SplittableRandom random) {
        for (PendingChange change : pending) {
            if (change instanceof Written written) {
                for (long sector = written.firstSector(); sector < written.endSector(); sector++) {
                    if (random.nextBoolean()) {
                        durable.take(cache, sector, sector + 1);
                    }
                }
            }
        }
        pending.clear();
        if (random.nextBoolean()) {
            durableSizeBytes = sizeBytes;
        }
    }

    /** Leaves what a restart finds. */
    void crash(CrashChoices choices, CrashRules rules, CrashFindings findings) {
        handles = 0;
        lockHolder = null;
        if (rules == CrashRules.EVERYTHING) {
            return;
        }
        if (!pending.isEmpty()) {
            switch (rules) {
                case POSIX_MINIMUM -> AnyOrder.apply(this, choices, findings);
                case IN_ORDER -> InOrder.apply(this, choices, findings);
                case NOTHING_UNFORCED -> findings.lost(pending.size());
                case EVERYTHING -> throw new IllegalStateException("returned above");
            }
            pending.clear();
        }
        durable.zero(durableSizeBytes, Long.MAX_VALUE);
        sizeBytes = durableSizeBytes;
        cache = durable.share();
    }

    List<PendingChange> pending() {
        return pending;
    }

    Pages cache() {
        return cache;
    }

    Pages durable() {
        return durable;
    }

    long durableSizeBytes() {
        return durableSizeBytes;
    }

    void durableSizeBytes(long newSizeBytes) {
        durableSizeBytes = newSizeBytes;
    }

    /** Another image of it, with no handles and no lock. */
    Content fork() {
        Content copy = new Content();
        copy.cache = cache.share();
        copy.durable = durable.share();
        copy.sizeBytes = sizeBytes;
        copy.durableSizeBytes = durableSizeBytes;
        copy.pending.addAll(pending);
        copy.named = named;
        return copy;
    }

    private static long sectors(long bytes) {
        return (bytes + Pages.SECTOR_BYTES - 1) / Pages.SECTOR_BYTES;
    }
}
