package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.batch.BatchEncoder;
import io.varve.batch.BatchHeader;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.Header;
import io.varve.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Three logs of one store taken through the same random steps: appends of any durability, large ones, replicated ones
 * with gaps, configurations that change, records deleted, checkpoints, clean ends and deaths of the process. What was
 * acknowledged with OS or DISK is there afterwards, in order, and nothing that was never appended.
 */
class JournalModelTest {

    private static final long SEEDS = Long.getLong("varve.seeds", 60);
    private static final int STEPS = 80;

    private final List<String> script = new ArrayList<>();

    /** What one log holds: by offset, what was appended, and how far it is certain to survive. */
    private static final class Model {
        final String topic;
        final TreeMap<Long, String> records = new TreeMap<>();
        Durability durability = Durability.DISK;
        int segmentBytes = 2_000;
        long start;
        long kept;

        Model(String topic) {
            this.topic = topic;
        }

        LogConfig config() {
            return TestStore.config(durability, segmentBytes);
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesTheProcess() {
        for (long seed = Long.getLong("varve.seed", 0); seed < SEEDS; seed++) {
            script.clear();
            try {
                run(new SplittableRandom(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + script, failure);
            }
        }
    }

    private void run(SplittableRandom random) {
        TestStore store = new TestStore(8 << 20);
        List<Model> models = List.of(new Model("a"), new Model("b"), new Model("c"));
        List<PartitionLog> logs = open(store, models);
        for (int step = 0; step < STEPS; step++) {
            int which = random.nextInt(3);
            Model model = models.get(which);
            PartitionLog log = logs.get(which);
            switch (random.nextInt(14)) {
                case 0 -> {
                    note("kill");
                    store.reopen();
                    logs = open(store, models);
                }
                case 1 -> {
                    note("close");
                    store.logs.close();
                    models.forEach(closed -> closed.kept = Long.MAX_VALUE);
                    store.reopen();
                    logs = open(store, models);
                }
                case 2 -> checkpoint(store);
                case 3 -> alter(random, model, log);
                case 4 -> delete(random, model, log);
                case 5 -> replicate(random, model, log);
                case 6 -> {
                    note("flush " + model.topic);
                    log.flush();
                    model.kept = log.endOffset();
                }
                default -> append(random, model, log);
            }
        }
        store.reopen();
        open(store, models);
    }

    private void note(String step) {
        script.add(step);
    }

    private void checkpoint(TestStore store) {
        note("checkpoint");
        store.logs.checkpoint();
    }

    private void alter(SplittableRandom random, Model model, PartitionLog log) {
        model.durability = Durability.values()[random.nextInt(3)];
        model.segmentBytes = random.nextInt(3) == 0 ? 1 << 20 : 1_000 + random.nextInt(8_000);
        note("alter " + model.topic + " " + model.durability + " " + model.segmentBytes);
        log.alter(model.config());
    }

    private void delete(SplittableRandom random, Model model, PartitionLog log) {
        long end = log.visibleEndOffset();
        if (end > model.start) {
            long offset = random.nextInt(4) == 0 ? end : random.nextLong(model.start, end + 1);
            note("delete " + model.topic + " before " + offset);
            log.deleteBefore(offset);
            model.start = Math.max(model.start, offset);
            model.kept = Math.max(model.kept, model.start);
            model.records.headMap(model.start).clear();
        }
    }

    private void append(SplittableRandom random, Model model, PartitionLog log) {
        boolean isLarge = random.nextInt(12) == 0;
        String value = (isLarge ? "x".repeat(random.nextInt(200 << 10, 400 << 10)) : "") + "v" + script.size();
        long offset = log.append(TestStore.record(value), TestStore.ANY).offset();
        Durability durability = Durability.values()[random.nextInt(3)];
        note("append " + model.topic + " " + offset + " " + value.length() + " " + durability);
        model.records.put(offset, value);
        reach(model, log, offset + 1, durability);
    }

    private static void reach(Model model, PartitionLog log, long end, Durability durability) {
        log.commit(end, durability);
        if (durability != Durability.MEMORY) {
            model.kept = Math.max(model.kept, end);
        }
    }

    private void replicate(SplittableRandom random, Model model, PartitionLog log) {
        long offset = log.endOffset() + random.nextInt(3) * 5L;
        String value = "r" + script.size();
        try (BatchEncoder encoder = new BatchEncoder(1 << 20)) {
            encoder.start(Compression.NONE, TimestampType.CREATE_TIME);
            encoder.add(null, value.getBytes(StandardCharsets.UTF_8), 1, List.<Header>of());
            ByteBuffer finished = encoder.finish();
            ByteBuffer batch = ByteBuffer.allocateDirect(finished.limit()).put(0, finished, 0, finished.limit());
            BatchHeader.assign(batch, 0, offset, 3);
            log.appendReplicated(batch, TestStore.ANY);
        }
        Durability durability = Durability.values()[random.nextInt(3)];
        note("replicate " + model.topic + " " + offset + " " + durability);
        model.records.put(offset, value);
        reach(model, log, offset + 1, durability);
    }

    /** Opens all logs and holds them to their models, which from now on hold what is there. */
    private static List<PartitionLog> open(TestStore store, List<Model> models) {
        List<PartitionLog> logs = new ArrayList<>();
        models.forEach(model -> logs.add(store.open(model.topic, model.config())));
        store.logs.opened();
        for (int i = 0; i < logs.size(); i++) {
            check(models.get(i), logs.get(i));
        }
        return logs;
    }

    private static void check(Model model, PartitionLog log) {
        long end = log.endOffset();
        assertEquals(model.start, log.startOffset(), model.topic);
        assertEquals(end, log.visibleEndOffset(), model.topic);
        assertEquals(List.copyOf(model.records.headMap(end).values()), TestStore.read(log, model.start), model.topic);
        model.records
                .tailMap(end)
                .keySet()
                .forEach(lost -> assertTrue(lost >= model.kept, model.topic + " lost " + lost + " of " + model.kept));
        model.records.tailMap(end).clear();
        model.kept = end;
    }
}
