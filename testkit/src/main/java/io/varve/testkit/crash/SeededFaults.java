package io.varve.testkit.crash;

import io.varve.testkit.Draw;
import io.varve.testkit.disk.DiskCall;
import io.varve.testkit.disk.DiskVerb;
import io.varve.testkit.disk.Fault;
import io.varve.testkit.disk.FaultPlan;
import java.util.Map;
import java.util.function.Consumer;

/** Strikes calls at the rates of a swarm, and counts them. Guarded by the disk's lock. */
final class SeededFaults implements FaultPlan {

    private final Draw draw;
    private final Map<DiskVerb, Integer> perMille;
    private final CrashTotals totals;
    private final Consumer<String> notes;
    private boolean struck;
    private boolean forceStruck;

    SeededFaults(Draw draw, Map<DiskVerb, Integer> perMille, CrashTotals totals, Consumer<String> notes) {
        this.draw = draw;
        this.perMille = perMille;
        this.totals = totals;
        this.notes = notes;
    }

    @Override
    public Fault strikes(DiskCall call) {
        Integer rate = perMille.get(call.verb());
        if (rate == null || draw.below(1000) >= rate) {
            return Fault.NONE;
        }
        Fault fault = Swarm.fault(draw, call.verb());
        totals.fault(call.verb(), fault);
        notes.accept("!!!! " + fault + " strikes " + call);
        if (fault == Fault.SHORT) {
            totals.mark(call.verb() == DiskVerb.WRITE ? CoverageMark.WRITE_SHORT : CoverageMark.READ_SHORT);
            return fault;
        }
        struck = true;
        switch (call.verb()) {
            case WRITE -> totals.mark(CoverageMark.WRITE_FAILED);
            case FORCE -> {
                forceStruck = true;
                totals.mark(CoverageMark.FORCE_FAILED);
            }
            case FORCE_FOLDER -> totals.mark(CoverageMark.FOLDER_FORCE_FAILED);
            case READ -> totals.mark(CoverageMark.READ_FAILED);
            case LIST, EXISTS, CREATE_FOLDER, CREATE, OPEN, RENAME, DELETE, LOCK, MEASURE, SIZE, TRUNCATE, UNLOCK ->
                totals.mark(CoverageMark.NAME_FAILED);
        }
        return fault;
    }

    /** Whether any call failed. */
    boolean hasStruck() {
        return struck;
    }

    /** Whether a force of a file failed: what the system shows of it is not what it has stored. */
    boolean hasStruckForce() {
        return forceStruck;
    }
}
