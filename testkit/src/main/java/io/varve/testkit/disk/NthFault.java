package io.varve.testkit.disk;

/** Strikes the n-th call of a verb, and where it is sticky all later ones. Guarded by the disk's lock. */
final class NthFault implements FaultPlan {

    private final DiskVerb verb;
    private final Fault fault;
    private final boolean sticky;
    private long callsLeft;

    NthFault(DiskVerb verb, long number, Fault fault, boolean sticky) {
        this.verb = verb;
        this.callsLeft = number;
        this.fault = fault;
        this.sticky = sticky;
    }

    @Override
    public Fault strikes(DiskCall call) {
        if (call.verb() != verb) {
            return Fault.NONE;
        }
        callsLeft--;
        return callsLeft == 0 || (sticky && callsLeft < 0) ? fault : Fault.NONE;
    }
}
