package io.varve.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.catalog.Ground.Kind;
import io.varve.error.CorruptionException;
import io.varve.error.UnsupportedFormatException;
import io.varve.error.VarveException;
import io.varve.io.StateFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What opening does with files and folders that are lost, damaged or nobody's. */
final class CatalogueRebuildTest {

    @TempDir
    Path temporaryFolder;

    private Ground ground;
    private TopicEntry orders;
    private TopicEntry payments;

    @BeforeEach
    void twoTopicsOneWithData() {
        stand(Kind.MEMORY);
    }

    private void stand(Kind kind) {
        ground = kind.ground(temporaryFolder);
        Catalogue catalogue = ground.open();
        orders = catalogue.create("orders", 3, Map.of("durability", "os"));
        payments = catalogue.create("payments", 1, Map.of());
        for (int partition = 0; partition < 3; partition++) {
            ground.writeData(folder(partition), "data " + partition);
        }
    }

    private Path folder(int partition) {
        return orders.path(ground.store, partition);
    }

    private void remove(Path path) {
        if (path.getFileName().toString().matches(".*-[0-9]+")) {
            ground.disk.list(path).forEach(name -> remove(path.resolve(name)));
        }
        ground.disk.delete(path);
    }

    @ParameterizedTest
    @EnumSource
    void aLostCatalogueIsRebuiltFromTheFolders(Kind kind) {
        stand(kind);
        ground.loseCatalogue();
        Catalogue rebuilt = ground.open();
        assertEquals(List.of(orders, payments), rebuilt.topics());
        assertEquals(List.of(new RecoveryFinding.CatalogueRebuilt(2)), rebuilt.findings());
        assertEquals(List.of(), ground.open().findings());
        assertEquals("data 2", ground.text(folder(2).resolve(Ground.LOG)));
    }

    @Test
    void aGrownTopicIsRebuiltWithAllItsPartitions() {
        TopicEntry grown = ground.open().grow("orders", 5);
        ground.loseCatalogue();
        assertEquals(List.of(grown, payments), ground.open().topics());
    }

    @Test
    void partitionsWithDataBeyondAnOlderCopyAreRebuiltToo() {
        byte[] older = ground.read(folder(0).resolve("topic.properties"));
        TopicEntry grown = ground.open().grow("orders", 5);
        ground.writeData(grown.path(ground.store, 3), "data 3");
        ground.writeData(grown.path(ground.store, 4), "data 4");
        ground.write(folder(0).resolve("topic.properties"), older);
        ground.loseCatalogue();
        assertEquals(List.of(grown, payments), ground.open().topics());
    }

    @Test
    void aTopicThatLostItsCopyTooIsRebuiltWithDefaultsAndReported() {
        remove(folder(0).resolve("topic.properties"));
        ground.loseCatalogue();
        Catalogue rebuilt = ground.open();
        assertEquals(List.of(orders.with(TopicConfig.DEFAULT), payments), rebuilt.topics());
        assertTrue(rebuilt.findings().contains(new RecoveryFinding.DefaultsAssumed("orders")));
        assertEquals(List.of(), ground.open().findings());
    }

    @Test
    void aTopicThatLostItsIdentityFileIsRebuiltFromItsCopy() {
        remove(folder(0).resolve("partition.metadata"));
        remove(folder(2).resolve("partition.metadata"));
        ground.loseCatalogue();
        assertEquals(List.of(orders, payments), ground.open().topics());
        assertEquals(List.of(), ground.open().findings());
    }

    @Test
    void whatAnInterruptedCreationLeftIsNotTakenForATopicWithLostPartitions() {
        TopicEntry fresh = ground.open().create("fresh", 3, Map.of());
        remove(fresh.path(ground.store, 1));
        ground.loseCatalogue();
        Catalogue rebuilt = ground.open();
        assertEquals(List.of(orders, payments), rebuilt.topics());
        assertTrue(rebuilt.findings().contains(new RecoveryFinding.LeftoverRemoved(fresh.path(ground.store, 2))));
        assertTrue(ground.folders().stream().noneMatch(name -> name.startsWith("fresh")));
    }

    @Test
    void foldersWithoutPartitionZeroAreSetAsideNotAdopted() {
        remove(folder(0));
        ground.loseCatalogue();
        Catalogue rebuilt = ground.open();
        assertEquals(List.of(payments), rebuilt.topics());
        List<String> names = ground.folders();
        assertTrue(names.get(0).matches("orders-1\\.[0-9a-f]{32}-stray"), names.toString());
        assertTrue(names.get(1).matches("orders-2\\.[0-9a-f]{32}-stray"), names.toString());
        assertEquals("data 1", ground.text(ground.topics().resolve(names.get(0)).resolve(Ground.LOG)));
        assertEquals(
                2,
                rebuilt.findings().stream()
                        .filter(RecoveryFinding.FolderSetAside.class::isInstance)
                        .count());
        assertEquals(List.of(), ground.open().findings());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostPartitionIsDamageAndChangesNothing(boolean catalogueLost) {
        remove(folder(1));
        if (catalogueLost) {
            ground.loseCatalogue();
        }
        List<String> before = ground.folders();
        for (int round = 0; round < 2; round++) {
            CorruptionException damage = assertThrows(CorruptionException.class, ground::open);
            assertEquals(folder(1), damage.file());
            assertTrue(damage.getMessage().contains("partition 1 of topic 'orders'"), damage.getMessage());
            assertEquals(before, ground.folders());
        }
    }

    @Test
    void anotherTopicsFolderInItsPlaceIsDamage() {
        ground.write(
                folder(1).resolve("partition.metadata"),
                ground.read(payments.path(ground.store, 0).resolve("partition.metadata")));
        CorruptionException damage = assertThrows(CorruptionException.class, ground::openAndClaim);
        assertEquals(folder(1).resolve("partition.metadata"), damage.file());
    }

    @Test
    void aCopiedTopicIsNotRebuiltTwice() {
        for (String file : ground.disk.list(folder(0))) {
            Path copy = new PartitionFolder("copied", 0).path(ground.store);
            ground.disk.createDirectories(copy);
            ground.write(copy.resolve(file), ground.read(folder(0).resolve(file)));
        }
        ground.loseCatalogue();
        assertThrows(CorruptionException.class, ground::open);
    }

    @Test
    void dataThatNobodyKnowsIsSetAside() {
        Path unknown = new PartitionFolder("unknown", 0).path(ground.store);
        ground.disk.createDirectories(unknown);
        ground.writeData(unknown, "whose?");
        Path beyond = new PartitionFolder("orders", 3).path(ground.store);
        ground.disk.createDirectories(beyond.resolve("view"));
        ground.writeData(beyond.resolve("view"), "whose?");
        Catalogue catalogue = ground.open();
        assertEquals(List.of(orders, payments), catalogue.topics());
        assertEquals(2, catalogue.findings().size());
        for (RecoveryFinding finding : catalogue.findings()) {
            Path aside = ((RecoveryFinding.FolderSetAside) finding).to();
            assertTrue(aside.getFileName().toString().endsWith("-stray"));
            assertTrue(ground.disk.exists(aside));
        }
        assertEquals(List.of(), ground.open().findings());
    }

    @Test
    void dataInTheWayOfANewTopicIsSetAsideAndReported() {
        Catalogue catalogue = ground.open();
        Path inTheWay = new PartitionFolder("fresh", 0).path(ground.store);
        ground.disk.createDirectories(inTheWay);
        ground.writeData(inTheWay, "whose?");
        TopicEntry fresh = catalogue.create("fresh", 1, Map.of());
        assertEquals(List.of("partition.metadata", "topic.properties"), ground.disk.list(catalogue.folder(fresh, 0)));
        assertEquals(1, catalogue.findings().size());
        assertEquals(
                inTheWay, ((RecoveryFinding.FolderSetAside) catalogue.findings().getFirst()).from());
    }

    @Test
    void foreignNamesAreLeftAlone() {
        List<String> foreign = List.of("lost+found", "orders-0.00112233445566778899aabbccddeeff-future", "notes.txt");
        foreign.forEach(name -> ground.disk.createDirectories(ground.topics().resolve(name)));
        assertEquals(List.of(), ground.open().findings());
        assertTrue(ground.folders().containsAll(foreign));
    }

    @Test
    void aCopyThatDiffersIsWrittenAnewFromTheCatalogue() {
        Path copy = folder(0).resolve("topic.properties");
        byte[] right = ground.read(copy);
        StateFile.write(ground.disk, copy, "topic", 1, TopicLines.write(List.of(orders.with(TopicConfig.DEFAULT))));
        byte[] damaged = right.clone();
        damaged[20] ^= 1;
        for (byte[] wrong : List.of(ground.read(copy), damaged, new byte[0])) {
            ground.write(copy, wrong);
            assertEquals(
                    List.of(new RecoveryFinding.CopyRewritten(copy)),
                    ground.open().findings());
            assertEquals(new String(right, StandardCharsets.UTF_8), ground.text(copy));
        }
        remove(copy);
        assertEquals(
                List.of(new RecoveryFinding.CopyRewritten(copy)), ground.open().findings());
        Path metadata = folder(2).resolve("partition.metadata");
        remove(metadata);
        assertEquals(
                List.of(new RecoveryFinding.CopyRewritten(metadata)),
                ground.openAndClaim().findings());
        assertEquals(List.of(), ground.open().findings());
    }

    @Test
    void aDamagedCatalogueIsAnErrorWhateverTheDamage() {
        Path catalog = ground.store.resolve("catalog");
        everyDamage(catalog, wrong -> {
            ground.write(catalog, wrong);
            assertThrows(VarveException.class, ground::open);
        });
    }

    @Test
    void aDamagedCopyIsAnErrorWhenItIsAllThatIsLeft() {
        ground.loseCatalogue();
        Path copy = folder(0).resolve("topic.properties");
        everyDamage(copy, wrong -> {
            ground.write(copy, wrong);
            assertThrows(VarveException.class, ground::open);
        });
    }

    @Test
    void aDamagedIdentityIsAnError() {
        Path metadata = folder(1).resolve("partition.metadata");
        everyDamage(metadata, wrong -> {
            ground.write(metadata, wrong);
            VarveException damage = assertThrows(VarveException.class, ground::openAndClaim);
            assertTrue(damage.getMessage().contains(metadata.toString()), damage.getMessage());
        });
        ground.write(metadata, new byte[100_000]);
        assertThrows(CorruptionException.class, ground::openAndClaim);
    }

    private interface Check {
        void on(byte[] wrong);
    }

    private void everyDamage(Path file, Check check) {
        byte[] right = ground.read(file);
        for (int length = 0; length < right.length; length++) {
            check.on(Arrays.copyOf(right, length));
        }
        for (int bit = 0; bit < right.length * 8; bit++) {
            byte[] wrong = right.clone();
            wrong[bit / 8] ^= (byte) (1 << bit % 8);
            check.on(wrong);
        }
        check.on(new byte[right.length]);
        ground.write(file, right);
        assertEquals(List.of(orders, payments), ground.open().topics());
    }

    @Test
    void linesThatWereNeverWrittenAreRefusedEvenUnderARightChecksum() {
        String id = TopicId.text(orders.id());
        String other = TopicId.text(payments.id());
        List<List<String>> bodies = List.of(
                List.of(""),
                List.of("set segment.ms 5"),
                List.of("topic a " + id + " 1 dead"),
                List.of("topic a " + id + " 0 live"),
                List.of("topic a " + id + " 10001 live"),
                List.of("topic a " + id + " 99999999999 live"),
                List.of("topic ../a " + id + " 1 live"),
                List.of("topic a short 1 live"),
                List.of("topic a " + id + " 1 live", "topic a " + other + " 1 live"),
                List.of("topic a " + id + " 1 live", "topic b " + id + " 1 live"),
                List.of("topic a " + id + " 1 live", "set segment.ms 5", "set segment.ms 6"),
                List.of("topic a " + id + " 1 live", "set segment.ms"));
        for (List<String> body : bodies) {
            StateFile.write(ground.disk, ground.store.resolve("catalog"), "catalog", 1, body);
            assertThrows(CorruptionException.class, ground::open, body.toString());
        }
    }

    @Test
    void whatALaterReleaseWroteIsLeftUntouched() {
        Path catalog = ground.store.resolve("catalog");
        Path copy = folder(0).resolve("topic.properties");
        Path metadata = folder(0).resolve("partition.metadata");
        String topic = "topic a " + TopicId.text(orders.id()) + " 1 live";
        assertUntouched(catalog, () -> StateFile.write(ground.disk, catalog, "catalog", 2, List.of()));
        assertUntouched(
                catalog, () -> StateFile.write(ground.disk, catalog, "catalog", 1, List.of(topic, "set later.key 5")));
        assertUntouched(copy, () -> StateFile.write(ground.disk, copy, "topic", 2, List.of()));
        byte[] later = ground.text(metadata).replace("version: 0", "version: 1").getBytes(StandardCharsets.UTF_8);
        assertUntouched(metadata, () -> ground.write(metadata, later));
    }

    private void assertUntouched(Path file, Runnable write) {
        byte[] right = ground.read(file);
        write.run();
        String wrong = ground.text(file);
        String message = assertThrows(UnsupportedFormatException.class, ground::openAndClaim)
                .getMessage();
        assertTrue(message.contains(file.toString()), message);
        assertEquals(wrong, ground.text(file));
        ground.write(file, right);
        assertEquals(List.of(orders, payments), ground.open().topics());
    }

    @Test
    void aLineEndAfterTheIdentityIsAccepted() {
        Path metadata = folder(1).resolve("partition.metadata");
        ground.write(metadata, (ground.text(metadata) + "\n").getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(orders, payments), ground.open().topics());
    }
}
