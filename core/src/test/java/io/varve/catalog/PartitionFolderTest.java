package io.varve.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidTopicException;
import io.varve.error.PartitionNotFoundException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionFolderTest {

    private static final UUID ID = new UUID(0x1122334455664788L, 0x99aabbccddeeff00L);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a-0",
                "a-0-1",
                "-",
                "--",
                "a-delete",
                "x.00112233445566778899aabbccddeeff-delete",
                "a.b-stray"
            })
    void everyTopicIsReadBackFromItsFolder(String topic) {
        for (int partition : new int[] {0, 7, 10, 9_999}) {
            PartitionFolder folder = new PartitionFolder(topic, partition);
            assertEquals(Optional.of(folder), PartitionFolder.parse(folder.name()));
            assertEquals(Optional.empty(), PartitionFolder.parse(folder.deletedName(ID)));
            assertEquals(Optional.empty(), PartitionFolder.parse(folder.strayName(ID)));
            assertEquals(Optional.empty(), PartitionFolder.parseDeleted(folder.name()));
            assertEquals(Optional.empty(), PartitionFolder.parseDeleted(folder.strayName(ID)));
            assertEquals(Optional.of(ID), PartitionFolder.parseDeleted(folder.deletedName(ID)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "-0",
                "a",
                "a-",
                "a-00",
                "a-01",
                "a-+1",
                "a--",
                "a-10000",
                "a-99999999999",
                "a-0x1",
                "a-١",
                "..-0",
                "a b-0",
                "a/../b-0",
                "lost+found",
                "a-0.00112233445566778899aabbccddeeff-future"
            })
    void otherNamesAreNoPartitionsFolder(String name) {
        assertEquals(Optional.empty(), PartitionFolder.parse(name));
        assertEquals(Optional.empty(), PartitionFolder.parseDeleted(name));
    }

    @Test
    void foldersOnTheirWayOutAreNamedAsKafkaNamesThem() {
        PartitionFolder folder = new PartitionFolder("orders", 3);
        assertEquals("orders-3.112233445566478899aabbccddeeff00-delete", folder.deletedName(ID));
        assertEquals("orders-3.112233445566478899aabbccddeeff00-stray", folder.strayName(ID));
    }

    @Test
    void noNameIsLongerThanFileSystemsTake() {
        PartitionFolder folder = new PartitionFolder("a".repeat(TopicName.LENGTH_MAX), 9_999);
        assertTrue(folder.name().length() <= 255);
        assertEquals(255, folder.deletedName(ID).length());
        assertEquals(255, folder.strayName(ID).length());
        assertEquals(Optional.of(ID), PartitionFolder.parseDeleted(folder.deletedName(ID)));
    }

    @Test
    void noPathLeavesTheStore() {
        Path store = Path.of("/store");
        assertEquals(Path.of("/store/topics/...-0"), new PartitionFolder("...", 0).path(store));
        assertThrows(InvalidTopicException.class, () -> new PartitionFolder("../..", 0));
        assertThrows(InvalidTopicException.class, () -> new PartitionFolder("/etc", 0));
        assertThrows(PartitionNotFoundException.class, () -> new PartitionFolder("a", -1));
        assertThrows(PartitionNotFoundException.class, () -> new PartitionFolder("a", 10_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a-0", "a-delete", "x.00112233445566778899aabbccddeeff-delete"})
    void kafkaReadsTheSamePartitionFromEveryName(String topic) throws IOException {
        PartitionFolder folder = new PartitionFolder(topic, 12);
        for (String name : List.of(folder.name(), folder.deletedName(ID), folder.strayName(ID))) {
            assertEquals(
                    new TopicPartition(topic, 12), UnifiedLog.parseTopicPartitionName(new File("/store", name)), name);
        }
    }
}
