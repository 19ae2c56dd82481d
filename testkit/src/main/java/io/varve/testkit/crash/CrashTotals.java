package io.varve.testkit.crash;

import io.varve.testkit.disk.CrashRules;
import io.varve.testkit.disk.DiskVerb;
import io.varve.testkit.disk.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What happened, counted. One thread at a time; {@link #add} gathers those of several. */
public final class CrashTotals {

    private final Map<CoverageMark, Long> marks = new EnumMap<>(CoverageMark.class);
    private final Map<CrashRules, Long> crashes = new EnumMap<>(CrashRules.class);
    private final Map<String, Long> faults = new TreeMap<>();
    private long seeds;
    private long acknowledged;
    private long steps;
    private long calls;

    void seed() {
        seeds++;
    }

    void mark(CoverageMark mark) {
        marks.merge(mark, 1L, Long::sum);
    }

    void crash(CrashRules rules) {
        crashes.merge(rules, 1L, Long::sum);
    }

    void fault(DiskVerb verb, Fault fault) {
        faults.merge(verb.word() + " " + fault, 1L, Long::sum);
    }

    void acknowledged(int records) {
        acknowledged += records;
    }

    void work(long newSteps, long newCalls) {
        steps += newSteps;
        calls += newCalls;
    }

    /** Adds another's counts. */
    public void add(CrashTotals other) {
        other.marks.forEach((mark, count) -> marks.merge(mark, count, Long::sum));
        other.crashes.forEach((rules, count) -> crashes.merge(rules, count, Long::sum));
        other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
        seeds += other.seeds;
        acknowledged += other.acknowledged;
        steps += other.steps;
        calls += other.calls;
    }

    /** How many seeds. */
    public long seeds() {
        return seeds;
    }

    /** How many crashes, of the power or of the process. */
    public long crashes() {
        return crashes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Crashes by their rules. */
    public Map<CrashRules, Long> crashesByRules() {
        return Map.copyOf(crashes);
    }

    /** How many calls were struck, by verb and fault, in alphabetical order. */
    public Map<String, Long> faults() {
        return new TreeMap<>(faults);
    }

    /** How many records were acknowledged. */
    public long acknowledged() {
        return acknowledged;
    }

    /** How many steps of the schedule. */
    public long steps() {
        return steps;
    }

    /** How many calls of the disk. */
    public long calls() {
        return calls;
    }

    /** How often a rare event was met. */
    public long count(CoverageMark mark) {
        return marks.getOrDefault(mark, 0L);
    }
}
