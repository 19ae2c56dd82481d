package io.varve.log;

import io.varve.error.ClosedException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A log as its store knows it, open or not: whoever needs it first opens it, so that opening a store costs nothing for
 * the logs that nobody asks for. Others that come meanwhile wait for that one opening. Where it fails each of them gets
 * the reason of its own attempt, and the next one tries again: damage in one log is nothing to the others.
 *
 * <p>Threads: any. An open log is found without a lock.
 */
public final class LogHandle {

    private final LogPlace place;
    private final LogOpener opener;
    private final ReentrantLock lock = new ReentrantLock();

    /** Written once, under the lock; read by anyone. It stays when the log is closed: a closed log says so itself. */
    private volatile @Nullable PartitionLog open;

    /** Written under the lock, read by anyone. */
    private volatile LogConfig config;

    /** Why the last opening failed, if it did; written under the lock, read by anyone. */
    private volatile @Nullable RuntimeException openingFailure;

    /** Guarded by the lock. */
    private boolean closed;

    /** What opening takes; called under the handle's lock, once as a rule. */
    interface LogOpener {

        /** Opens the log and makes it known to those who look after open logs. */
        PartitionLog open(LogPlace place, LogConfig config);
    }

    LogHandle(LogPlace place, LogConfig config, LogOpener opener) {
        this.place = place;
        this.config = config;
        this.opener = opener;
    }

    /** Which log this is. */
    public LogPlace place() {
        return place;
    }

    /** What holds now; asks no log. */
    public LogConfig config() {
        return config;
    }

    /**
     * The log, opened now if nobody did before: recovered where needed, which may take a while after a crash.
     *
     * @throws ClosedException where the store was closed or the topic deleted before anybody used it
     * @throws io.varve.error.CorruptionException where its files are not what was written
     * @throws io.varve.error.StorageFailedException where the disk failed; it can be tried again
     */
    public PartitionLog log() {
        PartitionLog present = open;
        return present != null ? present : opened();
    }

    /** The log, if anybody has used it. */
    public Optional<PartitionLog> ifOpen() {
        return Optional.ofNullable(open);
    }

    /** What keeps it from taking appends, if anything that is known does. */
    Optional<LogFailure> failure() {
        PartitionLog present = open;
        if (present == null) {
            return Optional.ofNullable(openingFailure).map(reason -> new LogFailure(place, false, reason));
        }
        return present.latch().failure().map(reason -> new LogFailure(place, true, reason));
    }

    private PartitionLog opened() {
        lock.lock();
        try {
            PartitionLog present = open;
            if (present != null) {
                return present;
            }
            if (closed) {
                throw new ClosedException("partition " + place.name());
            }
            return open();
        } finally {
            lock.unlock();
        }
    }

    private PartitionLog open() {
        try {
            PartitionLog opened = opener.open(place, config);
            open = opened;
            openingFailure = null;
            return opened;
        } catch (RuntimeException failure) {
            openingFailure = failure;
            throw failure;
        }
    }

    /** Takes another configuration; it holds from the next append on. */
    public void alter(LogConfig newConfig) {
        lock.lock();
        try {
            config = newConfig;
            PartitionLog present = open;
            if (present != null) {
                present.alter(newConfig);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends its use: it is not opened any more. Waits for an opening under way; gives the log if there is one. */
    Optional<PartitionLog> end() {
        lock.lock();
        try {
            closed = true;
            return Optional.ofNullable(open);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "log " + place.name();
    }
}
