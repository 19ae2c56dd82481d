package io.varve.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Values drawn from one seed: the same seed gives the same values in the same order, on every machine, for ever. Small
 * and extreme values come more often than chance has it, since that is where faults are.
 *
 * <p>It also keeps the latest notes of the test that draws, so that a failure can tell what led to it.
 *
 * <p>Threads: one; {@link #split} gives a second thread values of its own.
 */
public final class Draw {

    private static final int NOTES_MAX = 40;

    /** What compresses well, as most events do. */
    private static final byte[] PHRASE =
            "{\"path\":\"/orders/1\",\"state\":\"paid\"},".getBytes(StandardCharsets.UTF_8);

    /** One, two, three and four bytes of UTF-8 each. */
    private static final List<String> LETTERS = List.of("a", "Z", "7", ".", "ö", "ß", "時", "刻", "𝄞");

    private final long seed;
    private final SplittableRandom random;
    private final Deque<String> notes = new ArrayDeque<>();

    private Draw(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** Values of a seed. */
    public static Draw from(long seed) {
        return new Draw(seed);
    }

    /** The seed that all values follow from. */
    public long seed() {
        return seed;
    }

    /** Values of their own, for a second thread; they follow from the same seed. */
    public Draw split() {
        return new Draw(random.nextLong());
    }

    /** Remembers a step of the test; the latest ones are shown where it fails. */
    public void note(String step) {
        if (notes.size() == NOTES_MAX) {
            notes.removeFirst();
        }
        notes.addLast(step);
    }

    /** The latest steps, oldest first. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** A number from 0 to below a bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** A number from a lowest to a highest one, both possible. */
    public int between(int lowest, int highest) {
        return random.nextInt(lowest, highest + 1);
    }

    /** A number from a lowest to a highest one, both possible. */
    public long between(long lowest, long highest) {
        return highest == Long.MAX_VALUE ? random.nextLong(lowest, highest) : random.nextLong(lowest, highest + 1);
    }

    /** True once in so many times, on average. */
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** True or false. */
    public boolean coin() {
        return random.nextBoolean();
    }

    /** One of these, each as likely as the others. */
    public <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One of these, each as likely as the others. */
    @SafeVarargs
    public final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** A size from 0 to a largest one, both possible: often tiny, now and then the largest. */
    public int size(int largest) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> largest;
            case 2, 3, 4 -> random.nextInt(Math.min(largest, 16) + 1);
            default -> random.nextInt(largest + 1);
        };
    }

    /** Any long: often one at the edge of what fits into a byte, a varint, an int or a long. */
    public long anyLong() {
        if (random.nextInt(3) > 0) {
            return random.nextLong() >> random.nextInt(Long.SIZE);
        }
        long edge = 1L << random.nextInt(Long.SIZE);
        return pick(edge, edge - 1, edge + 1, -edge, 0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE);
    }

    /** Up to so many bytes, random or repetitive. */
    public byte[] bytes(int lengthMax) {
        return bytesOf(size(lengthMax));
    }

    /** So many bytes, random or repetitive. */
    public byte[] bytesOf(int length) {
        return coin() ? randomBytes(length) : repetitiveBytes(length);
    }

    /** So many bytes that no codec makes smaller. */
    public byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] repetitiveBytes(int length) {
        byte[] bytes = new byte[length];
        int phase = random.nextInt(PHRASE.length);
        for (int index = 0; index < length; index++) {
            bytes[index] = PHRASE[(index + phase) % PHRASE.length];
        }
        return bytes;
    }

    /** Text of up to so many letters, some of them outside ASCII. */
    public String text(int lettersMax) {
        StringBuilder text = new StringBuilder();
        for (int left = size(lettersMax); left > 0; left--) {
            text.append(pick(LETTERS));
        }
        return text.toString();
    }

    /** From a least to a most number of values. */
    public <T> List<T> list(int least, int most, Supplier<T> value) {
        int count = least + size(most - least);
        List<T> values = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            values.add(value.get());
        }
        return values;
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
