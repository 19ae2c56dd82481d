package io.varve.testkit;

import java.util.Optional;

/**
 * Something that must hold whatever the seed: it is tried with the seeds 1, 2, 3 …, and the first one that fails is
 * named together with the command that replays it.
 *
 * <p>{@code -Dvarve.seed=N} tries this one only; {@code -Dvarve.seeds=N} tries so many, for a longer search.
 */
public final class Property {

    /** The system property that names the one seed to try. */
    public static final String SEED = "varve.seed";

    /** The system property that says how many seeds to try. */
    public static final String SEEDS = "varve.seeds";

    private Property() {}

    /** What must hold; throws where it does not. */
    @FunctionalInterface
    public interface Body {

        /** Tries it with the values of one seed. */
        void check(Draw draw) throws Exception;
    }

    /**
     * Tries a property.
     *
     * @param seedCount how many seeds, unless a system property says otherwise
     * @throws AssertionError naming the seed, how to replay it, and the steps that the property noted
     */
    public static void holds(int seedCount, Body body) {
        String site = callSite();
        Long only = Long.getLong(SEED);
        if (only != null) {
            check(only, body, site);
            return;
        }
        long count = Long.getLong(SEEDS, seedCount);
        for (long seed = 1; seed <= count; seed++) {
            check(seed, body, site);
        }
    }

    private static void check(long seed, Body body, String site) {
        Draw draw = Draw.from(seed);
        try {
            body.check(draw);
        } catch (Exception | AssertionError | OutOfMemoryError | StackOverflowError failure) {
            throw new AssertionError(message(draw, site, failure), failure);
        }
    }

    private static String message(Draw draw, String site, Throwable failure) {
        StringBuilder message = new StringBuilder("seed " + draw.seed() + " fails: " + failure);
        message.append("\n  replay: mvn -B test -Dtest='").append(site).append("' -D");
        message.append(SEED).append('=').append(draw.seed());
        if (!draw.notes().isEmpty()) {
            message.append("\n  latest steps:");
            draw.notes().forEach(step -> message.append("\n    ").append(step));
        }
        return message.toString();
    }

    /** The test that asks: the first caller outside of this class that is no lambda. */
    private static String callSite() {
        Optional<StackWalker.StackFrame> caller = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().equals(Property.class.getName()))
                        .filter(frame -> !frame.getMethodName().contains("$"))
                        .findFirst());
        return caller.map(frame -> {
                    String type = frame.getClassName();
                    return type.substring(type.lastIndexOf('.') + 1) + "#" + frame.getMethodName();
                })
                .orElse("*");
    }
}
