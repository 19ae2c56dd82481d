package io.varve.testkit.disk;

/** Decides which call is struck by what. */
@FunctionalInterface
public interface FaultPlan {

    /** No call is struck. */
    FaultPlan NONE = call -> Fault.NONE;

    /** What strikes this call; asked once for each, in order, while the disk's lock is held: be short. */
    Fault strikes(DiskCall call);

    /** The n-th call of a verb, counted from 1, is struck; all later ones of it too where the fault is sticky. */
    static FaultPlan nth(DiskVerb verb, long number, Fault fault, boolean sticky) {
        return new NthFault(verb, number, fault, sticky);
    }
}
