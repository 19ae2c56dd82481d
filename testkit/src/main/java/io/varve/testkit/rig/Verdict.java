package io.varve.testkit.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What checks have found so far. Threads: one. */
final class Verdict {

    private static final int SHOWN_MAX = 20;

    private final List<String> findings = new ArrayList<>();
    private long acknowledged;
    private long found;
    private long lost;
    private long invented;
    private long wrong;

    void acknowledged(long records) {
        acknowledged += records;
    }

    void found(long records) {
        found += records;
    }

    void lost(long records, String finding) {
        lost += records;
        add(finding);
    }

    void invented(String finding) {
        invented++;
        add(finding);
    }

    void wrong(String finding) {
        wrong++;
        add(finding);
    }

    private void add(String finding) {
        if (findings.size() < SHOWN_MAX) {
            findings.add(finding);
        }
    }

    boolean sawAcknowledgements() {
        return acknowledged > 0;
    }

    boolean clean() {
        return findings.isEmpty();
    }

    /** What is wrong, the first findings only. */
    List<String> findings() {
        return List.copyOf(findings);
    }

    /** Takes the findings off, to go on with the figures. */
    void forgive() {
        findings.clear();
    }

    String figures() {
        return String.format(
                Locale.ROOT,
                "acknowledged %,d, checked %,d, lost %d, invented %d, otherwise wrong %d",
                acknowledged,
                found,
                lost,
                invented,
                wrong);
    }
}
