package io.varve.testkit.rig;

import java.io.PrintStream;
import java.util.List;

/** The checks of a rig, told one by one. Threads: one. */
final class Checks {

    private final PrintStream out;
    private int passed;
    private int failed;

    Checks(PrintStream out) {
        this.out = out;
    }

    /** Tells a check's outcome; gives it back. */
    boolean that(boolean holds, String claim, String detail) {
        out.println((holds ? "passed: " : "FAILED: ") + claim + (detail.isEmpty() ? "" : " (" + detail + ")"));
        if (holds) {
            passed++;
        } else {
            failed++;
        }
        return holds;
    }

    /** Tells whether a store held what it had to. */
    void that(Verdict verdict, String claim) {
        List<String> findings = verdict.findings();
        that(verdict.clean(), claim, findings.isEmpty() ? verdict.figures() : String.join("; ", findings));
        verdict.forgive();
    }

    int failed() {
        return failed;
    }

    /** The last line of every rig. */
    String line() {
        return passed + " passed, " + failed + " failed";
    }
}
