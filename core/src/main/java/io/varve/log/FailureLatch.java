package io.varve.log;

import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first reason why a log can take no more appends: a failed write or force, or its end. After a failed
 * force the bytes on the device are unknown, and a second force would prove nothing (the kernel reports such a failure
 * once), so nothing is tried again: the log is read on from what it has, and recovered when it is opened anew.
 *
 * <p>Threads: any.
 */
final class FailureLatch {

    private final LogPlace place;
    private final AtomicReference<@Nullable RuntimeException> reason = new AtomicReference<>();

    FailureLatch(LogPlace place) {
        this.place = place;
    }

    /** Throws where the log has failed or is closed. */
    void check() {
        RuntimeException first = reason.get();
        if (first != null) {
            throw thrown(first);
        }
    }

    /** The reason, if it has failed; being closed is no failure. */
    Optional<RuntimeException> failure() {
        return Optional.ofNullable(reason.get()).filter(first -> !(first instanceof ClosedException));
    }

    boolean isSet() {
        return reason.get() != null;
    }

    /** Keeps the reason, if it is the first, and gives what is to be told to those who wait. */
    RuntimeException set(RuntimeException failure) {
        RuntimeException first = reason.compareAndExchange(null, failure);
        return thrown(first == null ? failure : first);
    }

    /** Marks the log as closed. */
    RuntimeException close() {
        return set(new ClosedException("partition " + place.name()));
    }

    /** A fresh exception for each caller, so that every stack trace is its own. */
    private RuntimeException thrown(RuntimeException first) {
        return switch (first) {
            case StorageFailedException failed -> failed.again();
            case ClosedException closed -> new ClosedException("partition " + place.name());
            default -> first;
        };
    }
}
