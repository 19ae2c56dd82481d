package io.varve.io;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in the background, where nobody stands who could be told: for each kind of work the failures since it
 * last went well. Bounded by the kinds of work.
 *
 * <p>Threads: any. To say that work went well costs one volatile read where it did before.
 */
public final class Failures {

    /**
     * The failures of one kind of work since it last went well.
     *
     * @param work what was attempted
     * @param firstMs when it failed first, in ms since 1970
     * @param lastMs when it failed last
     * @param count how often
     * @param reason what the last one said
     */
    public record Failure(String work, long firstMs, long lastMs, long count, String reason) {}

    /** One kind of work: whoever does it says here how it went. */
    public static final class Work {

        private final String name;
        private final Clock clock;

        /** Null where it went well last; written by whoever does the work, read by whoever asks. */
        private final AtomicReference<@Nullable Failure> present = new AtomicReference<>();

        private Work(String name, Clock clock) {
            this.name = name;
            this.clock = clock;
        }

        /** What it is called. */
        public String name() {
            return name;
        }

        /** It failed. */
        public void failed(Throwable cause) {
            long nowMs = clock.wallTimeMs();
            String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            present.updateAndGet(before -> before == null
                    ? new Failure(name, nowMs, nowMs, 1, reason)
                    : new Failure(name, before.firstMs(), nowMs, before.count() + 1, reason));
        }

        /** It went well: what failed before is over. */
        public void succeeded() {
            if (present.get() != null) {
                present.set(null);
            }
        }
    }

    private final Clock clock;
    private final Map<String, Work> works = new ConcurrentSkipListMap<>();

    /** @param clock dates them */
    public Failures(Clock clock) {
        this.clock = clock;
    }

    /** A kind of work, the same for all who call it so. */
    public Work of(String name) {
        return works.computeIfAbsent(name, _ -> new Work(name, clock));
    }

    /** What fails now, by the name of the work. */
    public List<Failure> present() {
        return works.values().stream()
                .flatMap(work -> Stream.ofNullable(work.present.get()))
                .toList();
    }
}
