package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static final List<String> KNOWN = List.of("append", "read");

    @Test
    void suitesRunInTheOrderGivenAndOnce() throws UsageException {
        assertEquals(List.of("read", "append"), parse("read", "append", "read").suites());
    }

    @Test
    void quickCountsFewerRoundsUnlessTheirNumberIsGiven() throws UsageException {
        assertEquals(7, parse("read").countedRounds());
        assertEquals(3, parse("read", "--quick").countedRounds());
        assertEquals(5, parse("--rounds", "5", "read", "--quick").countedRounds());
    }

    @Test
    void onlyKeepsRowsWhoseMetricHoldsTheTextInAnyCase() throws UsageException {
        Options options = parse("append", "--only", "Batch");
        assertTrue(options.wants(row("batch 100 × 100 B")));
        assertFalse(options.wants(row("single 100 B")));
    }

    @Test
    void whatIsKeptCanBeRemovedWithoutASuite() throws UsageException {
        assertTrue(parse("--clean").clean());
        assertEquals(List.of(), parse("--clean").suites());
        assertFalse(parse("read").clean());
    }

    @Test
    void whatCannotBeFollowedIsSaidInOneLine() {
        for (List<String> arguments : List.of(
                List.<String>of(),
                List.of("tail"),
                List.of("read", "--slow"),
                List.of("read", "--rounds"),
                List.of("read", "--rounds", "0"),
                List.of("read", "--rounds", "many"))) {
            UsageException misuse =
                    assertThrows(UsageException.class, () -> Options.parse(arguments, KNOWN), arguments::toString);
            String message = String.valueOf(misuse.getMessage());
            assertFalse(message.isBlank());
            assertFalse(message.contains("\n"), message);
        }
    }

    private static Options parse(String... arguments) throws UsageException {
        return Options.parse(List.of(arguments), KNOWN);
    }

    private static Row row(String metric) {
        return Row.of(metric, Unit.MICROSECONDS, effort -> 1);
    }
}
