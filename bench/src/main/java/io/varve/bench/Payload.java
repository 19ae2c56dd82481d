package io.varve.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values to be written; the same in every run. */
final class Payload {

    private static final long SEED = 20_261_120L;
    private static final List<String> WORDS = List.of(
            "accepted",
            "shipped",
            "returned",
            "paid",
            "cancelled",
            "express",
            "standard",
            "warehouse",
            "gift",
            "priority");

    private Payload() {}

    /** Values that differ and do not compress. */
    static List<byte[]> noise(int count, int valueBytes) {
        Random random = new Random(SEED);
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[valueBytes];
            random.nextBytes(value);
            values.add(value);
        }
        return values;
    }

    /** Values like the JSON of orders: repeated names, numbers that differ. */
    static List<byte[]> orders(int count, int valueBytes) {
        Random random = new Random(SEED);
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder order = new StringBuilder();
            while (order.length() < valueBytes) {
                order.append("{\"order\":").append(random.nextInt(1_000_000));
                order.append(",\"customer\":\"c-").append(random.nextInt(10_000));
                order.append("\",\"state\":\"").append(WORDS.get(random.nextInt(WORDS.size())));
                order.append("\",\"amount\":").append(random.nextInt(100_000) / 100.0);
                order.append(",\"currency\":\"EUR\"}");
            }
            values.add(order.substring(0, valueBytes).getBytes(StandardCharsets.US_ASCII));
        }
        return values;
    }
}
