package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Spread TWO = new Spread(2, 1, 3, 3);
    private static final Spread FOUR = new Spread(4, 3, 5, 3);

    @Test
    void ratioAboveOneMeansThatVarveIsBetterWhateverIsCounted() {
        assertEquals(0.5, result(Unit.RECORDS_PER_SECOND, TWO, FOUR).ratio());
        assertEquals(2.0, result(Unit.MICROSECONDS, TWO, FOUR).ratio());
    }

    @Test
    void targetsHoldOnlyWhereBothTheRatioAndTheLimitDo() {
        assertTrue(withTargets(2.0, 2.0).holds());
        assertFalse(withTargets(2.1, 2.0).holds());
        assertFalse(withTargets(2.0, 1.9).holds());
    }

    @Test
    void aLimitIsALeastOrAMostByItsUnit() {
        String most = Report.table(List.of(withTargets(2.0, 2.0)));
        assertTrue(most.contains("≤ 2.00 µs ✓"), most);
        Result slow = new Result(
                "suite",
                "metric",
                Unit.RECORDS_PER_SECOND,
                OptionalDouble.of(3),
                TWO,
                FOUR,
                Contender.of("other", effort -> 1));
        String least = Report.table(List.of(slow));
        assertTrue(least.contains("≥ 3.00 records/s ✗"), least);
    }

    @Test
    void jsonHasOneObjectForEachResultAndEscapesText() {
        Result result = new Result(
                "append",
                "a \"quoted\" metric\\",
                Unit.MICROSECONDS,
                OptionalDouble.empty(),
                TWO,
                FOUR,
                Contender.of("peer\n", effort -> 1));
        assertEquals("""
            [
              {"suite": "append", "metric": "a \\"quoted\\" metric\\\\", "unit": "µs", "varve": 2.000, \
            "peer": 4.000, "peerName": "peer\\u000a", "ratio": 2.000}
            ]
            """, Report.json(List.of(result)));
        assertEquals("[\n]\n", Report.json(List.of()));
    }

    @Test
    void everyLineOfTheTableBeginsItsColumnsAtTheSamePlace() {
        Result fast = result(Unit.RECORDS_PER_SECOND, new Spread(14_203_117, 1, 2, 3), FOUR);
        String[] lines = Report.table(List.of(fast, result(Unit.MICROSECONDS, TWO, FOUR)))
                .split("\n", -1);
        int name = lines[0].indexOf("peer's name");
        assertEquals(name, lines[1].indexOf("other"));
        assertEquals(name, lines[2].indexOf("other"));
        assertTrue(lines[1].contains(" 14,203,117 "), lines[1]);
    }

    private static Result result(Unit unit, Spread varve, Spread peer) {
        return new Result(
                "suite", "metric", unit, OptionalDouble.empty(), varve, peer, Contender.of("other", effort -> 1));
    }

    private static Result withTargets(double ratio, double limit) {
        return new Result(
                "suite",
                "metric",
                Unit.MICROSECONDS,
                OptionalDouble.of(limit),
                TWO,
                FOUR,
                Contender.of("other", effort -> 1).toBeat(ratio));
    }
}
