package io.varve.testkit.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Varve and Kafka's engine continue one folder in turns, each ending cleanly or by a kill, and at every hand-over both
 * read what the model holds.
 */
class TakingTurnsTest {

    private static final int SEEDS = 60;

    @TempDir
    private Path directory;

    @Test
    void bothReadTheSameHoweverTheyTakeTurns() throws IOException {
        Seeds.each(1_001, SEEDS, this::takeTurns);
    }

    private void takeTurns(long seed) throws IOException {
        Workload work = new Workload(seed, Workload.ROOMY_INDEXES);
        SplittableRandom random = work.random();
        Turns turns = new Turns(work, directory.resolve("seed-" + seed));
        int count = 3 + random.nextInt(4);
        for (int turn = 0; turn < count; turn++) {
            boolean isKilled = random.nextInt(3) == 0;
            if (random.nextBoolean()) {
                turns.varve(1 + random.nextInt(20), isKilled);
            } else {
                turns.kafka(1 + random.nextInt(20), isKilled);
            }
        }
        turns.varve(1, false);
        turns.kafka(1, false);
    }

    /** The folder that goes to and fro; each kill leaves it behind for a copy taken while it was in use. */
    private static final class Turns {

        private final Workload work;
        private final Path root;
        private final UUID topicId;
        private Path store;
        private int copies;
        private boolean wasClean = true;

        Turns(Workload work, Path root) {
            this.work = work;
            this.root = root;
            this.store = root.resolve("store");
            try (VarveLog log = VarveLog.create(store, work.configuration())) {
                this.topicId = log.topicId();
            }
        }

        void varve(int steps, boolean isKilled) throws IOException {
            Path opened = store;
            try (VarveLog log = VarveLog.open(opened)) {
                work.check(log, "taking over");
                work.write(log, steps);
                work.check(log, "handing over");
                if (isKilled) {
                    log.partition().flush();
                    store = nextCopy();
                }
            }
            wasClean = !isKilled;
        }

        void kafka(int steps, boolean isKilled) throws IOException {
            KafkaLog.Opening opening = wasClean
                    ? KafkaLog.Opening.clean(work.configuration(), work.model())
                    : KafkaLog.Opening.unclean(work.configuration(), work.model());
            try (KafkaLog log = KafkaLog.open(VarveLog.folder(store), opening.of(topicId))) {
                work.check(log, "taking over");
                work.write(log, steps);
                work.check(log, "handing over");
                if (isKilled) {
                    store = nextCopy();
                }
            }
            wasClean = !isKilled;
        }

        private Path nextCopy() throws IOException {
            copies++;
            return Folders.copy(store, root.resolve("copy-" + copies));
        }
    }
}
