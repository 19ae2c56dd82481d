package io.varve.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

final class PartitionerTest {

    @Test
    void keysGoWhereKafkasDefaultPartitionerSendsThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 100_000; round++) {
            byte[] key = new byte[random.nextInt(40)];
            random.nextBytes(key);
            int partitionCount = 1 + random.nextInt(PartitionFolder.PARTITION_COUNT_MAX);
            assertEquals(Utils.murmur2(key), Partitioner.murmur2(key), () -> "seed " + seed);
            assertEquals(
                    BuiltInPartitioner.partitionForKey(key, partitionCount),
                    Partitioner.partition(key, partitionCount),
                    () -> "seed " + seed);
        }
    }

    @Test
    void anEmptyKeyHasAPartitionToo() {
        assertEquals(BuiltInPartitioner.partitionForKey(new byte[0], 7), Partitioner.partition(new byte[0], 7));
    }
}
