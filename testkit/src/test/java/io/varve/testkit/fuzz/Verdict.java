package io.varve.testkit.fuzz;

import io.varve.error.VarveException;

/** The oracle of all targets: bytes are taken, or refused with an error that says why; nothing else may come out. */
final class Verdict {

    private Verdict() {}

    /** Runs a decoder over bytes; what it refuses with a typed error is fine, everything else is a finding. */
    static boolean accepts(Runnable decoder) {
        try {
            decoder.run();
            return true;
        } catch (VarveException refusal) {
            if (refusal.getMessage() == null || refusal.getMessage().isBlank()) {
                throw new AssertionError("an error without words", refusal);
            }
            return false;
        }
    }
}
