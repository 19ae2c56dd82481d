package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final Effort EFFORT = new Effort(1, 1, 1, Stopwatch.Kind.WALL);

    @Test
    void sidesTakeTurnsAndRestBeforeEachRound() throws Exception {
        List<String> order = new ArrayList<>();
        Rounds rounds = new Rounds(1, 1, Rounds.UNBOUNDED, () -> order.add("rest"));
        rounds.measure(List.of(noting(order, "A"), noting(order, "B")), EFFORT);
        assertEquals(List.of("rest", "A", "rest", "B", "rest", "A", "rest", "B"), order);
    }

    @Test
    void warmUpsAreNotCounted() throws Exception {
        Deque<Double> figures = new ArrayDeque<>(List.of(1000.0, 2000.0, 1.0, 2.0, 3.0));
        Sampling next = Sampling.of(_ -> figures.removeFirst());
        List<List<Spread>> spreads = new Rounds(2, 3, Rounds.UNBOUNDED, () -> {}).measure(List.of(next), EFFORT);
        assertEquals(List.of(List.of(new Spread(2, 1, 3, 3))), spreads);
    }

    @Test
    void eachAspectOfASideHasASpreadOfItsOwn() throws Exception {
        Deque<double[]> figures = new ArrayDeque<>(List.of(new double[] {1, 30}, new double[] {3, 10}));
        Sampling next = _ -> figures.removeFirst();
        List<List<Spread>> spreads = new Rounds(0, 2, Rounds.UNBOUNDED, () -> {}).measure(List.of(next), EFFORT);
        assertEquals(List.of(List.of(new Spread(2, 1, 3, 2), new Spread(20, 10, 30, 2))), spreads);
    }

    @Test
    void medianIsTheMiddleFigureOrTheMeanOfTheMiddleTwo() {
        assertEquals(new Spread(5, 1, 9, 3), Spread.of(9, 1, 5));
        assertEquals(new Spread(3, 1, 9, 4), Spread.of(9, 1, 4, 2));
        assertEquals(new Spread(7, 7, 7, 1), Spread.of(7));
    }

    @Test
    void whenTimeIsUpEachSideStillHasOneRoundThatCounts() throws Exception {
        List<String> order = new ArrayList<>();
        new Rounds(1, 9, 0, () -> {}).measure(List.of(noting(order, "A"), noting(order, "B")), EFFORT);
        assertEquals(List.of("A", "B", "A", "B"), order);
    }

    private static Sampling noting(List<String> order, String name) {
        return Sampling.of(_ -> {
            order.add(name);
            return 1;
        });
    }
}
