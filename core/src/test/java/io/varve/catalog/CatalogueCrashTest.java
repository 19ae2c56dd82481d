package io.varve.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.catalog.FaultyDisk.Fault;
import io.varve.error.StorageFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store with two topics, {@code kept} and {@code victim}, both with data. One change runs into a fault at its first,
 * second, … step; the process dies there, and with it, on the forgetful disk, all that was not forced. What the next
 * open finds is the store before the change or after it.
 */
final class CatalogueCrashTest {

    /** Seed 0 keeps nothing that was not forced, the others a part. */
    private static final int SEEDS = 12;

    private static final int STEPS_MAX = 1_000;

    @TempDir
    Path temporaryFolder;

    /** The changes, and what tells that they have happened. */
    enum Change {
        CREATE {
            @Override
            void run(Catalogue catalogue) {
                catalogue.create("fresh", 3, Map.of("durability", "os"));
            }

            @Override
            boolean hasHappened(Catalogue catalogue) {
                return catalogue.find("fresh").isPresent();
            }
        },
        GROW {
            @Override
            void run(Catalogue catalogue) {
                catalogue.grow("kept", 4);
            }

            @Override
            boolean hasHappened(Catalogue catalogue) {
                return catalogue.find("kept").orElseThrow().partitionCount() == 4;
            }
        },
        ALTER {
            @Override
            void run(Catalogue catalogue) {
                catalogue.changeConfiguration("kept", Map.of("segment.bytes", "4096"), Set.of("durability"));
            }

            @Override
            boolean hasHappened(Catalogue catalogue) {
                return !configurationOfKept(catalogue).equals(Map.of("durability", "memory"));
            }
        },
        DELETE {
            @Override
            void run(Catalogue catalogue) {
                catalogue.finishDelete(catalogue.beginDelete("victim").id());
            }

            @Override
            boolean hasHappened(Catalogue catalogue) {
                return catalogue.find("victim").isEmpty();
            }
        };

        abstract void run(Catalogue catalogue);

        abstract boolean hasHappened(Catalogue catalogue);

        static Map<String, String> configurationOfKept(Catalogue catalogue) {
            return catalogue.find("kept").orElseThrow().configuration().overrides();
        }
    }

    private static Ground store(Ground ground) {
        Catalogue catalogue = ground.open();
        TopicEntry kept = catalogue.create("kept", 2, Map.of("durability", "memory"));
        TopicEntry victim = catalogue.create("victim", 3, Map.of());
        for (TopicEntry topic : List.of(kept, victim)) {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                ground.writeData(catalogue.folder(topic, partition), topic.name() + partition);
            }
        }
        ground.disk.createDirectories(catalogue.folder(victim, 1).resolve("view"));
        ground.writeData(catalogue.folder(victim, 1).resolve("view"), "deep");
        return ground;
    }

    private static boolean runInto(Ground ground, Change change, FaultyDisk faulty) {
        Catalogue catalogue = ground.open(faulty);
        if (faulty.hasFailed()) {
            throw new IllegalStateException("opening a store in order changes something");
        }
        try {
            change.run(catalogue);
            return true;
        } catch (StorageFailedException planned) {
            return false;
        }
    }

    /**
     * The store is the one before the change or after it, with all data, nothing set aside, and in order from now on.
     */
    private static Catalogue assertWhole(Ground ground, Change change, boolean acknowledged, String story) {
        Catalogue catalogue = ground.open();
        boolean happened = change.hasHappened(catalogue);
        assertTrue(happened || !acknowledged, story + ": an acknowledged change is gone");
        for (Change other : Change.values()) {
            assertTrue(other == change || !other.hasHappened(catalogue), story + ": " + other);
        }
        assertTrue(
                Set.of(Map.of("durability", "memory"), Map.of("segment.bytes", "4096"))
                        .contains(Change.configurationOfKept(catalogue)),
                story);
        int folderCount = 0;
        for (TopicEntry topic : catalogue.topics()) {
            folderCount += topic.partitionCount();
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                assertData(ground, catalogue, topic, partition, story);
            }
        }
        assertEquals(folderCount, ground.folders().size(), () -> story + ": " + ground.folders());
        Catalogue again = ground.open();
        assertEquals(List.of(), again.findings(), story);
        assertEquals(catalogue.topics(), again.topics(), story);
        return catalogue;
    }

    private static void assertData(Ground ground, Catalogue catalogue, TopicEntry topic, int partition, String story) {
        Path folder = catalogue.folder(topic, partition);
        boolean isOld = topic.name().equals("victim") || (topic.name().equals("kept") && partition < 2);
        assertEquals(isOld, ground.disk.exists(folder.resolve(Ground.LOG)), story);
        if (isOld) {
            assertEquals(topic.name() + partition, ground.text(folder.resolve(Ground.LOG)), story);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPowerCutAtAnyStepLeavesTheChangeUndoneOrDone(Change change) {
        int steps = 0;
        for (boolean reached = true; reached && steps < STEPS_MAX; ) {
            steps++;
            for (long seed = 0; seed < SEEDS; seed++) {
                for (Fault fault : Fault.values()) {
                    String story = change + ", step " + steps + " " + fault + ", seed " + seed;
                    ForgetfulDisk disk = new ForgetfulDisk();
                    Ground ground = store(new Ground(disk, Path.of("/store")));
                    FaultyDisk faulty = new FaultyDisk(disk, steps, fault, false);
                    boolean acknowledged = runInto(ground, change, faulty);
                    reached = faulty.hasFailed();
                    disk.crash(seed);
                    assertWhole(ground, change, acknowledged, story);
                }
            }
        }
        assertTrue(steps >= 5, "only " + steps + " steps");
    }

    @ParameterizedTest
    @EnumSource
    void aSecondPowerCutDuringRecoveryChangesNothingOfThat(Change change) {
        int steps = 0;
        for (boolean reached = true; reached && steps < STEPS_MAX; ) {
            steps++;
            boolean recoveryReached = true;
            for (int recoveryStep = 1; recoveryReached && recoveryStep < STEPS_MAX; recoveryStep++) {
                recoveryReached = false;
                for (long seed = 0; seed < 2; seed++) {
                    String story = change + ", step " + steps + ", then step " + recoveryStep + ", seed " + seed;
                    ForgetfulDisk disk = new ForgetfulDisk();
                    Ground ground = store(new Ground(disk, Path.of("/store")));
                    FaultyDisk faulty = new FaultyDisk(disk, steps, Fault.AFTER, false);
                    boolean acknowledged = runInto(ground, change, faulty);
                    reached = faulty.hasFailed();
                    disk.crash(seed);
                    FaultyDisk faultyAgain = new FaultyDisk(disk, recoveryStep, Fault.BEFORE, false);
                    recoveryReached |= failsToOpen(ground, faultyAgain);
                    disk.crash(seed + 100);
                    assertWhole(ground, change, acknowledged, story);
                }
            }
        }
    }

    private static boolean failsToOpen(Ground ground, FaultyDisk faulty) {
        try {
            ground.open(faulty);
            return false;
        } catch (StorageFailedException planned) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOfTheRealDiskAtAnyStepLeavesTheChangeUndoneOrDone(Change change) {
        int steps = 0;
        for (boolean reached = true; reached && steps < STEPS_MAX; ) {
            steps++;
            Ground ground = store(Ground.Kind.LOCAL.ground(temporaryFolder.resolve(change + "-" + steps)));
            FaultyDisk faulty = new FaultyDisk(ground.disk, steps, Fault.BEFORE, false);
            boolean acknowledged = runInto(ground, change, faulty);
            reached = faulty.hasFailed();
            assertWhole(ground, change, acknowledged, change + ", step " + steps);
        }
    }

    /** The disk fails once; the process lives on and tries again. */
    @ParameterizedTest
    @EnumSource
    void aChangeThatFailedCanBeRepeated(Change change) {
        int steps = 0;
        for (boolean reached = true; reached && steps < STEPS_MAX; ) {
            steps++;
            for (Fault fault : Fault.values()) {
                String story = change + ", step " + steps + " " + fault;
                ForgetfulDisk disk = new ForgetfulDisk();
                Ground ground = store(new Ground(disk, Path.of("/store")));
                FaultyDisk faulty = new FaultyDisk(disk, steps, fault, true);
                Catalogue catalogue = ground.open(faulty);
                try {
                    change.run(catalogue);
                } catch (StorageFailedException planned) {
                    change.run(catalogue);
                }
                reached = faulty.hasFailed();
                assertTrue(change.hasHappened(catalogue), story);
                disk.crash(0);
                assertEquals(
                        catalogue.topics(),
                        assertWhole(ground, change, true, story).topics(),
                        story);
            }
        }
    }

    /** The disk fails once, the process tries again, and this time the power is cut. */
    @ParameterizedTest
    @EnumSource
    void aPowerCutDuringTheRepetitionLeavesTheChangeUndoneOrDone(Change change) {
        boolean reached = true;
        for (int step = 1; reached && step < STEPS_MAX; step++) {
            boolean reachedAgain = true;
            for (int later = step + 1; reachedAgain && later < STEPS_MAX; later++) {
                for (long seed = 0; seed < 2; seed++) {
                    ForgetfulDisk disk = new ForgetfulDisk();
                    Ground ground = store(new Ground(disk, Path.of("/store")));
                    FaultyDisk once = new FaultyDisk(disk, step, Fault.AFTER, true);
                    FaultyDisk forGood = new FaultyDisk(once, later, Fault.BEFORE, false);
                    boolean acknowledged = repeats(change, ground.open(forGood));
                    reached = once.hasFailed();
                    reachedAgain = forGood.hasFailed();
                    disk.crash(seed);
                    String story = change + ", step " + step + ", then " + later + ", seed " + seed;
                    assertWhole(ground, change, acknowledged, story);
                }
            }
        }
    }

    private static boolean repeats(Change change, Catalogue catalogue) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                change.run(catalogue);
                return true;
            } catch (StorageFailedException planned) {
                assertTrue(planned.getMessage().contains("planned fault"), planned.getMessage());
            }
        }
        return false;
    }

    /**
     * The disk fails once, the change is given up, another one follows: what was given up does not come back with it.
     */
    @ParameterizedTest
    @EnumSource
    void whatTheCatalogueSaysAfterAFailureIsWhatANewOneFindsAfterTheNextChange(Change change) {
        int steps = 0;
        for (boolean reached = true; reached && steps < STEPS_MAX; ) {
            steps++;
            for (Fault fault : Fault.values()) {
                ForgetfulDisk disk = new ForgetfulDisk();
                Ground ground = store(new Ground(disk, Path.of("/store")));
                FaultyDisk faulty = new FaultyDisk(disk, steps, fault, true);
                Catalogue catalogue = ground.open(faulty);
                try {
                    change.run(catalogue);
                } catch (StorageFailedException planned) {
                    assertTrue(faulty.hasFailed());
                }
                reached = faulty.hasFailed();
                if (!reached) {
                    break;
                }
                catalogue.create("next", 1, Map.of());
                List<TopicEntry> said = catalogue.topics();
                disk.crash(0);
                String story = change + ", step " + steps + " " + fault;
                assertSaidByCopiesToo(ground, said, story);
                assertEquals(said, ground.open().topics(), story);
            }
        }
    }

    private static void assertSaidByCopiesToo(Ground ground, List<TopicEntry> said, String story) {
        CatalogueFiles files = new CatalogueFiles(ground.disk, ground.store);
        said.forEach(topic -> assertEquals(Optional.of(topic), files.readCopy(topic.name()), story));
    }

    /** Records appended to a topic that still seems to live must not be lost with it. */
    @Test
    void aTopicThatCanBeFoundAfterAFailedDeletionIsFoundByTheNextProcessToo() {
        boolean reached = true;
        for (int step = 1; reached && step < STEPS_MAX; step++) {
            for (Fault fault : Fault.values()) {
                for (long seed = 0; seed < SEEDS; seed++) {
                    ForgetfulDisk disk = new ForgetfulDisk();
                    Ground ground = store(new Ground(disk, Path.of("/store")));
                    FaultyDisk faulty = new FaultyDisk(disk, step, fault, true);
                    Catalogue catalogue = ground.open(faulty);
                    try {
                        Change.DELETE.run(catalogue);
                    } catch (StorageFailedException planned) {
                        assertTrue(faulty.hasFailed());
                    }
                    reached = faulty.hasFailed();
                    boolean seemsToLive = catalogue.find("victim").isPresent();
                    disk.crash(seed);
                    boolean lives = ground.open().find("victim").isPresent();
                    assertTrue(lives || !seemsToLive, "step " + step + " " + fault + ", seed " + seed);
                }
            }
        }
    }

    /** The file of the catalogue is lost on top of the crash. Deleted data does not come back to life. */
    @Test
    void aTopicWhoseDeletionBeganDoesNotComeBackWhereTheCatalogueIsLostAsWell() {
        boolean reached = true;
        int begun = 0;
        for (int step = 1; reached && step < STEPS_MAX; step++) {
            for (long seed = 0; seed < SEEDS; seed++) {
                ForgetfulDisk disk = new ForgetfulDisk();
                Ground ground = store(new Ground(disk, Path.of("/store")));
                FaultyDisk faulty = new FaultyDisk(disk, step, Fault.AFTER, false);
                Catalogue catalogue = ground.open(faulty);
                if (begins(catalogue)) {
                    begun++;
                    finishes(catalogue, faulty);
                    disk.crash(seed);
                    assertGoneWithoutCatalogue(ground, "step " + step + ", seed " + seed);
                }
                reached = faulty.hasFailed();
            }
        }
        assertTrue(begun > 4 * SEEDS, "only " + begun);
    }

    @Test
    void norWhereTheRecoveryThatFinishesItIsInterruptedToo() {
        boolean reached = true;
        for (int step = 1; reached && step < STEPS_MAX; step++) {
            for (long seed = 0; seed < SEEDS; seed++) {
                ForgetfulDisk disk = new ForgetfulDisk();
                Ground ground = store(new Ground(disk, Path.of("/store")));
                ground.open().beginDelete("victim");
                reached = failsToOpen(ground, new FaultyDisk(disk, step, Fault.AFTER, false));
                disk.crash(seed);
                assertGoneWithoutCatalogue(ground, "step " + step + ", seed " + seed);
            }
        }
    }

    /** The catalogue is lost, one folder has been renamed, and the recovery that sees to the others is cut off. */
    @Test
    void oneRenamedFolderIsEnoughToFinishADeletionWithoutTheCatalogue() {
        for (int renamed = 0; renamed < 3; renamed++) {
            boolean reached = true;
            for (int step = 1; reached && step < STEPS_MAX; step++) {
                reached = false;
                for (long seed = 0; seed < SEEDS; seed++) {
                    reached |= finishesWithoutCatalogue(renamed, step, seed);
                }
            }
        }
    }

    private static boolean finishesWithoutCatalogue(int renamed, int step, long seed) {
        ForgetfulDisk disk = new ForgetfulDisk();
        Ground ground = store(new Ground(disk, Path.of("/store")));
        TopicEntry victim = ground.open().find("victim").orElseThrow();
        PartitionFolder folder = victim.folder(renamed);
        disk.rename(folder.path(ground.store), ground.topics().resolve(folder.deletedName(victim.id())));
        disk.forceDirectory(ground.topics());
        ground.loseCatalogue();
        boolean cutOff = failsToOpen(ground, new FaultyDisk(disk, step, Fault.AFTER, false));
        disk.crash(seed);
        String story = "renamed " + renamed + ", step " + step + ", seed " + seed;
        assertEquals(Optional.empty(), ground.open().find("victim"), story);
        assertEquals(List.of("kept-0", "kept-1"), ground.folders(), story);
        return cutOff;
    }

    private static boolean begins(Catalogue catalogue) {
        try {
            catalogue.beginDelete("victim");
            return true;
        } catch (StorageFailedException planned) {
            return false;
        }
    }

    private static void finishes(Catalogue catalogue, FaultyDisk faulty) {
        try {
            catalogue.finishDelete(catalogue.beginDelete("victim").id());
        } catch (StorageFailedException planned) {
            assertTrue(faulty.hasFailed());
        }
    }

    private static void assertGoneWithoutCatalogue(Ground ground, String story) {
        ground.loseCatalogue();
        Catalogue rebuilt = ground.open();
        assertEquals(Optional.empty(), rebuilt.find("victim"), story);
        assertEquals(2, rebuilt.find("kept").orElseThrow().partitionCount(), story);
        assertEquals(List.of("kept-0", "kept-1"), ground.folders(), story);
    }

    @Test
    void aRecreatedTopicNeverSeesTheOldOnesFiles() {
        boolean reached = true;
        for (int step = 1; reached && step < STEPS_MAX; step++) {
            for (long seed = 0; seed < SEEDS; seed++) {
                String story = "step " + step + ", seed " + seed;
                ForgetfulDisk disk = new ForgetfulDisk();
                Ground ground = store(new Ground(disk, Path.of("/store")));
                UUID first = ground.open().find("victim").orElseThrow().id();
                FaultyDisk faulty = new FaultyDisk(disk, step, Fault.AFTER, false);
                runInto(ground, Change.DELETE, faulty);
                reached = faulty.hasFailed();
                disk.crash(seed);
                Catalogue catalogue = ground.open();
                if (catalogue.find("victim").isEmpty()) {
                    TopicEntry second = catalogue.create("victim", 3, Map.of());
                    disk.crash(seed);
                    assertNotEquals(first, second.id(), story);
                    assertEquals(Optional.of(second), ground.open().find("victim"), story);
                    for (int partition = 0; partition < 3; partition++) {
                        List<String> names = ground.disk.list(catalogue.folder(second, partition));
                        assertTrue(
                                Set.of("partition.metadata", "topic.properties").containsAll(names), story + names);
                    }
                }
            }
        }
    }

    @Test
    void aStoreWhoseFirstOpenIsInterruptedOpensEmpty() {
        boolean reached = true;
        for (int step = 1; reached && step < STEPS_MAX; step++) {
            for (long seed = 0; seed < SEEDS; seed++) {
                ForgetfulDisk disk = new ForgetfulDisk();
                Ground ground = new Ground(disk, Path.of("/store"));
                reached = failsToOpen(ground, new FaultyDisk(disk, step, Fault.AFTER, false));
                disk.crash(seed);
                Catalogue catalogue = ground.open();
                assertEquals(List.of(), catalogue.topics());
                assertEquals(List.of(), catalogue.findings());
            }
        }
    }

    /** Somebody removed the empty folder {@code topics}: its name must be certain before topics are made in it. */
    @Test
    void aPowerCutAfterTheTopicsFolderHadToBeMadeAnewLosesNoTopic() {
        boolean reached = true;
        for (int step = 1; reached && step < STEPS_MAX; step++) {
            for (long seed = 0; seed < 10 * SEEDS; seed++) {
                ForgetfulDisk disk = new ForgetfulDisk();
                Ground ground = new Ground(disk, Path.of("/store"));
                ground.open();
                disk.delete(ground.topics());
                disk.forceDirectory(ground.store);
                FaultyDisk faulty = new FaultyDisk(disk, step, Fault.BEFORE, false);
                boolean acknowledged = creates(ground, faulty);
                reached = faulty.hasFailed();
                disk.crash(seed);
                assertTrue(ground.open().find("fresh").isPresent() || !acknowledged, "step " + step);
            }
        }
    }

    private static boolean creates(Ground ground, FaultyDisk faulty) {
        try {
            Change.CREATE.run(ground.open(faulty));
            return true;
        } catch (StorageFailedException planned) {
            return false;
        }
    }

    @Test
    void aDiskThatFailsForGoodIsReportedAndTheSnapshotStands() {
        Ground ground = store(new Ground(new ForgetfulDisk(), Path.of("/store")));
        Catalogue catalogue = ground.open(new FaultyDisk(ground.disk, 1, Fault.BEFORE, false));
        List<TopicEntry> before = catalogue.topics();
        for (Change change : Change.values()) {
            assertThrows(StorageFailedException.class, () -> change.run(catalogue));
            assertEquals(before, catalogue.topics());
        }
    }
}
