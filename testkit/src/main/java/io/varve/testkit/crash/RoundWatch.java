package io.varve.testkit.crash;

import io.varve.testkit.disk.CrashFindings;
import io.varve.testkit.disk.DiskCall;
import io.varve.testkit.disk.DiskVerb;
import io.varve.testkit.disk.DiskWatch;
import io.varve.testkit.schedule.Schedule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sees the disk's calls: ends the round at one of them, lets other threads on, and notes rare events. One thread. */
final class RoundWatch implements DiskWatch {

    private static final int TRACE_MAX = Integer.getInteger("varve.trace", 60);

    private final CrashTotals totals;
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private Schedule schedule = new Schedule(0, 0);
    private Phase phase = Phase.CLOSED;
    private long callsLeft;
    private long calls;
    private boolean broken;
    private boolean locked;

    /** A change that was asked for while nobody held the store's lock; null where there was none. */
    private @Nullable DiskCall unlocked;

    RoundWatch(CrashTotals totals) {
        this.totals = totals;
    }

    void begin(Schedule newSchedule, long crashCall) {
        schedule = newSchedule;
        callsLeft = crashCall;
        calls = 0;
        broken = false;
        locked = false;
        unlocked = null;
        note("---- opening");
    }

    /** Adds a line to what is shown of a seed that fails. */
    void note(String line) {
        if (trace.size() == TRACE_MAX) {
            trace.removeFirst();
        }
        trace.addLast(line);
    }

    /** The same, whatever has to be shown already. */
    void noteAlways(String line) {
        trace.addLast(line);
    }

    @Override
    public void before(DiskCall call) {
        calls++;
        if (call.verb() == DiskVerb.LOCK) {
            locked = true;
        } else if (call.verb() == DiskVerb.UNLOCK) {
            locked = false;
        } else if (call.verb().changing() && !locked && phase != Phase.OPENING) {
            unlocked = call;
        }
        note(Thread.currentThread().getName() + " " + call);
        long path = call.path().hashCode();
        schedule.event((call.verb().ordinal() * 31L + path) * 31 + call.positionBytes() * 7 + call.sizeBytes());
        if (--callsLeft == 0) {
            schedule.halt();
        }
        observe(call);
        schedule.point();
    }

    private void observe(DiskCall call) {
        String name = String.valueOf(call.path().getFileName());
        if (call.verb() == DiskVerb.TRUNCATE && phase == Phase.OPENING && name.endsWith(".log")) {
            totals.mark(CoverageMark.TAIL_CUT);
        }
        if (call.verb() == DiskVerb.CREATE && phase == Phase.WORKING && name.endsWith(".log")) {
            totals.mark(CoverageMark.ROLLED);
        }
        if (call.verb() == DiskVerb.DELETE && phase == Phase.WORKING && name.contains(".log")) {
            totals.mark(CoverageMark.SEGMENT_REMOVED);
        }
    }

    void phase(Phase newPhase) {
        phase = newPhase;
        note("---- " + newPhase);
    }

    Phase phase() {
        return phase;
    }

    long calls() {
        return calls;
    }

    /** What was changed while nobody held the lock, if anything was. */
    Optional<DiskCall> unlocked() {
        return Optional.ofNullable(unlocked);
    }

    /** The store could not be opened, read or closed because of a fault. */
    void broken() {
        broken = true;
    }

    boolean isBroken() {
        return broken;
    }

    void crashed(CrashFindings findings, boolean recovering) {
        note("==== crash while " + phase + ": " + findings);
        if (findings.tornCount() > 0) {
            totals.mark(CoverageMark.TORN);
        }
        if (findings.nameCount() > 0) {
            totals.mark(CoverageMark.NAME_UNDONE);
        }
        if (recovering) {
            totals.mark(CoverageMark.CRASH_IN_RECOVERY);
        }
        switch (phase) {
            case OPENING -> totals.mark(CoverageMark.CRASH_IN_OPENING);
            case CHECKING -> totals.mark(CoverageMark.CRASH_IN_CHECKING);
            case WORKING -> totals.mark(CoverageMark.CRASH_IN_WORK);
            case CLOSING -> totals.mark(CoverageMark.CRASH_IN_CLOSING);
            case CLOSED -> {
                // nothing was at work
            }
        }
    }

    List<String> trace() {
        return new ArrayList<>(trace);
    }
}
