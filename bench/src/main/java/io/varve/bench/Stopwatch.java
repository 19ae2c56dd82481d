package io.varve.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Tells how long something took: on the wall, or on the processors. Processor time is that of all threads of this
 * process together, so work that was left to the background counts as much as work in the caller's thread; it hardly
 * depends on what else the machine does, and says nothing of waiting.
 */
final class Stopwatch {

    /** What is counted. */
    enum Kind {
        /** Time on the wall. */
        WALL,
        /** Time on the processors. */
        PROCESSOR
    }

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final Kind kind;
    private final long startNanos;

    private Stopwatch(Kind kind) {
        this.kind = kind;
        this.startNanos = now();
    }

    static Stopwatch start(Kind kind) {
        return new Stopwatch(kind);
    }

    /** What was taken since the start. */
    long nanos() {
        return now() - startNanos;
    }

    private long now() {
        return switch (kind) {
            case WALL -> System.nanoTime();
            case PROCESSOR -> SYSTEM.getProcessCpuTime();
        };
    }
}
