package io.varve.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.catalog.Ground.Kind;
import io.varve.error.InvalidConfigException;
import io.varve.error.InvalidTopicException;
import io.varve.error.PartitionNotFoundException;
import io.varve.error.TopicExistsException;
import io.varve.error.TopicNotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.storage.internals.checkpoint.PartitionMetadataFile;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CatalogueTest {

    @TempDir
    Path temporaryFolder;

    @ParameterizedTest
    @EnumSource
    void aNewStoreHasNoTopicsAndNothingToReport(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        for (int round = 0; round < 2; round++) {
            Catalogue catalogue = ground.open();
            assertEquals(List.of(), catalogue.topics());
            assertEquals(List.of(), catalogue.findings());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTopicIsThereAfterReopeningAsItWasMade(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        TopicEntry made = catalogue.create("orders", 3, Map.of("segment.bytes", "4096", "durability", "os"));
        assertEquals(4, made.id().version());
        assertEquals(List.of("orders-0", "orders-1", "orders-2"), ground.folders());
        assertEquals(List.of("partition.metadata", "topic.properties"), ground.disk.list(catalogue.folder(made, 0)));
        assertEquals(List.of("partition.metadata"), ground.disk.list(catalogue.folder(made, 2)));
        assertEquals(ground.topics().resolve("orders-2"), catalogue.folder(made, 2));
        assertThrows(PartitionNotFoundException.class, () -> catalogue.folder(made, 3));

        Catalogue reopened = ground.open();
        assertEquals(List.of(made), reopened.topics());
        assertEquals(Optional.of(made), reopened.find("orders"));
        assertEquals(4096, made.configuration().logConfig().segments().segmentBytes());
        assertEquals(List.of(), reopened.findings());
    }

    @ParameterizedTest
    @EnumSource
    void filesReadAsTheirFormatSays(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        TopicEntry made = catalogue.create("orders", 2, Map.of("segment.bytes", "4096", "durability", "os"));
        String id = new org.apache.kafka.common.Uuid(
                        made.id().getMostSignificantBits(), made.id().getLeastSignificantBits())
                .toString();
        assertEquals(
                "version: 0\ntopic_id: " + id,
                ground.text(catalogue.folder(made, 1).resolve("partition.metadata")));
        String body = "topic orders " + id + " 2 live\nset durability os\nset segment.bytes 4096\ncrc32c ";
        String copy = ground.text(catalogue.folder(made, 0).resolve("topic.properties"));
        assertEquals("varve topic 1\n" + body, copy.substring(0, copy.length() - 9));
        String stored = ground.text(ground.store.resolve("catalog"));
        assertEquals("varve catalog 1\n" + body, stored.substring(0, stored.length() - 9));
    }

    @Test
    void kafkaReadsWhoseAFolderIs() {
        Ground ground = Kind.LOCAL.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        TopicEntry made = catalogue.create("orders", 2, Map.of());
        PartitionMetadataFile kafkas = new PartitionMetadataFile(
                PartitionMetadataFile.newFile(catalogue.folder(made, 1).toFile()), new LogDirFailureChannel(1));
        Uuid id = kafkas.read().topicId();
        assertEquals(made.id(), new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
    }

    @ParameterizedTest
    @EnumSource
    void aNameIsTakenOnce(Kind kind) {
        Catalogue catalogue = kind.ground(temporaryFolder).open();
        TopicEntry made = catalogue.create("orders", 1, Map.of());
        assertThrows(TopicExistsException.class, () -> catalogue.create("orders", 2, Map.of()));
        assertEquals(List.of(made), catalogue.topics());
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeAcceptedLeavesNothingBehind(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        for (String name : List.of("", ".", "..", "../../escaped", "/escaped", "a/b", "a\0b", "a".repeat(250))) {
            assertThrows(InvalidTopicException.class, () -> catalogue.create(name, 1, Map.of()));
            assertEquals(Optional.empty(), catalogue.find(name));
            assertThrows(TopicNotFoundException.class, () -> catalogue.beginDelete(name));
        }
        for (int count : new int[] {0, -1, Integer.MIN_VALUE, 10_001, Integer.MAX_VALUE}) {
            assertThrows(InvalidTopicException.class, () -> catalogue.create("orders", count, Map.of()));
        }
        assertThrows(InvalidConfigException.class, () -> catalogue.create("orders", 1, Map.of("retention.ms", "1")));
        assertEquals(List.of(), ground.folders());
        assertEquals(List.of("catalog", "topics"), ground.disk.list(ground.store));
    }

    @ParameterizedTest
    @EnumSource
    void growthAddsFoldersAndKeepsTheRest(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        TopicEntry made = catalogue.create("orders", 2, Map.of("durability", "os"));
        ground.writeData(catalogue.folder(made, 1), "data");
        TopicEntry grown = catalogue.grow("orders", 4);
        assertEquals(made.withPartitionCount(4), grown);
        assertEquals(Optional.of(grown), catalogue.find("orders"));
        assertEquals("data", ground.text(catalogue.folder(grown, 1).resolve(Ground.LOG)));
        for (int count : new int[] {4, 3, 1, 0, -1, 10_001}) {
            assertThrows(InvalidTopicException.class, () -> catalogue.grow("orders", count));
        }
        assertThrows(TopicNotFoundException.class, () -> catalogue.grow("payments", 4));
        Catalogue reopened = ground.open();
        assertEquals(List.of(grown), reopened.topics());
        assertEquals(List.of(), reopened.findings());
        assertEquals(List.of("orders-0", "orders-1", "orders-2", "orders-3"), ground.folders());
    }

    @ParameterizedTest
    @EnumSource
    void configurationChangesAsAWholeOrNotAtAll(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        TopicEntry made = catalogue.create("orders", 1, Map.of("durability", "os", "segment.ms", "5"));
        TopicEntry changed =
                catalogue.changeConfiguration("orders", Map.of("segment.bytes", "4096"), Set.of("segment.ms"));
        assertEquals(
                Map.of("durability", "os", "segment.bytes", "4096"),
                changed.configuration().overrides());
        assertEquals(made.id(), changed.id());
        assertThrows(
                InvalidConfigException.class,
                () -> catalogue.changeConfiguration(
                        "orders", Map.of("segment.ms", "7", "segment.bytes", "0"), Set.of("durability")));
        assertThrows(
                InvalidConfigException.class,
                () -> catalogue.changeConfiguration("orders", Map.of(), Set.of("no.such.key")));
        assertThrows(TopicNotFoundException.class, () -> catalogue.changeConfiguration("payments", Map.of(), Set.of()));
        assertEquals(List.of(changed), ground.open().topics());
        assertEquals(List.of(), ground.open().findings());
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedTopicIsGoneAndItsNameStartsEmptyWithANewIdentity(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        TopicEntry first = catalogue.create("orders", 2, Map.of());
        ground.writeData(catalogue.folder(first, 0), "old");
        ground.disk.createDirectories(catalogue.folder(first, 1).resolve("view/deep"));
        ground.writeData(catalogue.folder(first, 1).resolve("view/deep"), "old");

        TopicEntry deleting = catalogue.beginDelete("orders");
        assertEquals(TopicEntry.State.DELETING, deleting.state());
        assertEquals(List.of(), catalogue.topics());
        assertEquals(Optional.empty(), catalogue.find("orders"));
        assertThrows(InvalidTopicException.class, () -> catalogue.create("orders", 1, Map.of()));
        assertThrows(TopicNotFoundException.class, () -> catalogue.grow("orders", 3));
        assertEquals(deleting, catalogue.beginDelete("orders"));
        catalogue.finishDelete(deleting.id());
        assertEquals(List.of(), ground.folders());
        catalogue.finishDelete(deleting.id());
        assertThrows(TopicNotFoundException.class, () -> catalogue.beginDelete("orders"));

        TopicEntry second = catalogue.create("orders", 2, Map.of());
        assertNotEquals(first.id(), second.id());
        for (int partition = 0; partition < 2; partition++) {
            assertFalse(ground.disk.list(catalogue.folder(second, partition)).contains(Ground.LOG));
        }
        assertEquals(List.of(second), ground.open().topics());
    }

    @ParameterizedTest
    @EnumSource
    void aLiveTopicsFoldersAreNotRemoved(Kind kind) {
        Catalogue catalogue = kind.ground(temporaryFolder).open();
        TopicEntry made = catalogue.create("orders", 1, Map.of());
        assertThrows(IllegalStateException.class, () -> catalogue.finishDelete(made.id()));
        assertEquals(List.of(made), catalogue.topics());
    }

    @ParameterizedTest
    @EnumSource
    void namesThatLookLikeFoldersOnTheirWayOutAreTopicsLikeAnyOther(Kind kind) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        List<String> names =
                List.of("a-0", "a-0.00112233445566778899aabbccddeeff-delete", "b-stray", "c-delete", "...");
        for (String name : names) {
            catalogue.create(name, 2, Map.of());
        }
        catalogue.create("a", 1, Map.of());
        catalogue.create("x".repeat(249), 1, Map.of());
        assertEquals(catalogue.topics(), ground.open().topics());
        for (TopicEntry topic : catalogue.topics()) {
            catalogue.finishDelete(catalogue.beginDelete(topic.name()).id());
        }
        assertEquals(List.of(), ground.folders());
    }

    @ParameterizedTest
    @EnumSource
    void ofTopicsThatRaceForANameOneWins(Kind kind) throws Exception {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        int racers = 16;
        for (int round = 0; round < 5; round++) {
            String name = "race-" + round;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Boolean>> attempts = IntStream.range(0, racers)
                        .mapToObj(_ -> threads.submit(() -> wins(catalogue, name)))
                        .toList();
                int winners = 0;
                for (Future<Boolean> attempt : attempts) {
                    winners += attempt.get() ? 1 : 0;
                }
                assertEquals(1, winners);
            }
        }
        assertEquals(catalogue.topics(), ground.open().topics());
        assertEquals(List.of(), ground.open().findings());
    }

    @ParameterizedTest
    @EnumSource
    void aTopicThatManyThreadsDeleteIsDeletedForAllOfThem(Kind kind) throws Exception {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        TopicEntry made = catalogue.create("orders", 20, Map.of());
        UUID id = catalogue.beginDelete(made.name()).id();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> deletions = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(_ -> threads.submit(() -> catalogue.finishDelete(id)))
                    .toList();
            for (Future<?> deletion : deletions) {
                deletion.get();
            }
        }
        assertEquals(List.of(), ground.folders());
        assertEquals(List.of(), ground.open().topics());
    }

    private static boolean wins(Catalogue catalogue, String name) {
        try {
            TopicEntry made = catalogue.create(name, 2, Map.of());
            assertEquals(Optional.of(made), catalogue.find(name));
            return true;
        } catch (TopicExistsException taken) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesOfManyThreadsAreAllKept(Kind kind) throws Exception {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> lives = IntStream.range(0, 24)
                    .<Future<?>>mapToObj(number -> threads.submit(() -> live(catalogue, number)))
                    .toList();
            for (Future<?> life : lives) {
                life.get();
            }
        }
        Catalogue reopened = ground.open();
        assertEquals(catalogue.topics(), reopened.topics());
        assertEquals(List.of(), reopened.findings());
        assertEquals(12, reopened.topics().size());
        assertTrue(reopened.topics().stream().allMatch(topic -> topic.partitionCount() == 2));
    }

    private static void live(Catalogue catalogue, int number) {
        String name = "topic-" + number;
        catalogue.create(name, 1, Map.of());
        catalogue.grow(name, 2);
        catalogue.changeConfiguration(name, Map.of("segment.ms", Integer.toString(number + 1)), Set.of());
        if (number % 2 == 0) {
            catalogue.finishDelete(catalogue.beginDelete(name).id());
        }
    }

    @ParameterizedTest
    @CsvSource({"MEMORY,1000", "LOCAL,200"})
    void aThousandTopicsAreNoBurden(Kind kind, int topicCount) {
        Ground ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        assertTimeout(Duration.ofSeconds(60), () -> {
            for (int number = 0; number < topicCount; number++) {
                catalogue.create("topic-" + number, 1, Map.of());
            }
        });
        assertTimeout(
                Duration.ofSeconds(5),
                () -> assertEquals(topicCount, ground.open().topics().size()));
    }
}
