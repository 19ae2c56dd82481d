package io.varve.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidTopicException;
import java.util.Random;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "orders", "a.b_c-d", "A-0", "0", "-", "_", "...", "x-delete", "x.0-stray", "__offsets"})
    void namesThatKafkaTakesAreTaken(String name) {
        assertEquals(name, TopicName.check(name));
        assertTrue(Topic.isValid(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "../x", "a/b", "/etc", "a\\b", "a b", "a\0", "a\n", "é", "a:b", "C:", "~", "a*", "١"
            })
    void namesThatKafkaRefusesAreRefused(String name) {
        String message = assertThrows(InvalidTopicException.class, () -> TopicName.check(name))
                .getMessage();
        assertFalse(TopicName.isValid(name));
        assertFalse(Topic.isValid(name));
        assertTrue(message.startsWith("topic '") && message.lines().count() == 1, message);
    }

    @Test
    void lengthIsBoundedAsInKafka() {
        assertEquals(249, TopicName.check("a".repeat(249)).length());
        assertThrows(InvalidTopicException.class, () -> TopicName.check("a".repeat(250)));
        String message = assertThrows(InvalidTopicException.class, () -> TopicName.check("a".repeat(1_000_000)))
                .getMessage();
        assertTrue(message.length() < 300, message);
    }

    @Test
    void randomNamesAreJudgedAsKafkaJudgesThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(6); length >= 0; length--) {
                name.append((char) (random.nextInt(20) == 0 ? random.nextInt(0x300) : 0x2b + random.nextInt(0x50)));
            }
            assertEquals(
                    Topic.isValid(name.toString()),
                    TopicName.isValid(name.toString()),
                    () -> "seed " + seed + ", name '" + name + "'");
        }
    }
}
