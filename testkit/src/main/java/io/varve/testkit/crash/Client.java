package io.varve.testkit.crash;

import io.varve.AppendOptions;
import io.varve.Appender;
import io.varve.AppenderOptions;
import io.varve.Cursor;
import io.varve.Partition;
import io.varve.PreparedBatch;
import io.varve.ReadOptions;
import io.varve.Receipt;
import io.varve.Topic;
import io.varve.error.ClosedException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.StorageFailedException;
import io.varve.error.UnexpectedOffsetException;
import io.varve.error.VarveException;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.testkit.Draw;
import io.varve.testkit.crash.HistoryViolation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody who appends to a store's partitions and reads them, step by step as a seed has it. One thread. */
final class Client implements Runnable {

    private static final int READ_RECORDS_MAX = 20;

    private final StoreSession session;
    private final int number;
    private final Draw draw;
    private final int steps;

    Client(StoreSession session, int number, Draw draw, int steps) {
        this.session = session;
        this.number = number;
        this.draw = draw;
        this.steps = steps;
    }

    /** A partition and what is known of it; deleted topics stay what they are to those who hold them. */
    private record Target(TopicHistory topic, PartitionHistory history, Partition partition) {

        /** Nobody owes anything to a topic that is being deleted. */
        boolean isGoing() {
            return topic.existence != TopicHistory.Existence.THERE;
        }
    }

    @Override
    public void run() {
        for (int step = 0; step < steps; step++) {
            Target target = target();
            if (target == null) {
                session.pause(draw);
                continue;
            }
            try {
                step(target);
            } catch (ClosedException gone) {
                if (!target.isGoing() && !session.mayFail().getAsBoolean()) {
                    throw new HistoryViolation(Kind.STUCK, target.history().name() + " is closed: " + gone, gone);
                }
            } catch (StorageFailedException failure) {
                session.failed("a step on " + target.history().name(), failure);
            }
        }
    }

    private @Nullable Target target() {
        List<TopicHistory> there = session.history().topics().values().stream()
                .filter(topic -> topic.existence == TopicHistory.Existence.THERE)
                .toList();
        if (there.isEmpty()) {
            return null;
        }
        TopicHistory topic = draw.pick(there);
        Optional<Topic> found = session.varve().findTopic(topic.name);
        if (found.isEmpty()) {
            throw new HistoryViolation(Kind.TOPIC, topic.name + " was made, and is gone");
        }
        int index = draw.below(topic.partitions.size());
        return new Target(topic, topic.partitions.get(index), found.get().partition(index));
    }

    private void step(Target target) {
        switch (draw.below(24)) {
            case 0, 1, 2, 3, 4, 5, 6 -> append(target, 1, AppendOptions.DEFAULT);
            case 7, 8, 9 -> append(target, draw.between(2, 6), AppendOptions.DEFAULT);
            case 10, 11 -> append(target, draw.between(1, 3), AppendOptions.reaching(draw.pick(Durability.values())));
            case 12 -> expecting(target);
            case 13, 14 -> appender(target);
            case 15, 16, 17, 18 -> read(target, false);
            case 19 -> read(target, true);
            case 20 -> flush(target);
            case 21 -> delete(target);
            default -> session.pause(draw);
        }
        marks(target);
    }

    private Attempt begin(Target target, int count) {
        return target.history()
                .begin(
                        session.history().nextAttempt(),
                        number,
                        count,
                        draw.size(session.swarm().fillerBytesMax()));
    }

    private void append(Target target, int count, AppendOptions options) {
        Attempt attempt = begin(target, count);
        List<NewRecord> records = Payload.records(attempt, session.nowMs());
        boolean prepared = draw.oneIn(4);
        int way = draw.below(3);
        answered(target, attempt, () -> {
            if (prepared) {
                return target.partition().append(PreparedBatch.of(records, Compression.NONE), options);
            }
            return count == 1 && way > 0
                    ? target.partition().append(records.getFirst(), options)
                    : target.partition().append(records, options);
        });
    }

    private interface Append {
        Receipt ask();
    }

    private void answered(Target target, Attempt attempt, Append append) {
        try {
            acknowledged(target, attempt, append.ask());
        } catch (UnexpectedOffsetException refused) {
            session.history().totals().mark(CoverageMark.OFFSET_UNEXPECTED);
            target.history().refused(attempt);
        } catch (ClosedException | StorageFailedException failure) {
            target.history().unknown(attempt);
            throw failure;
        }
    }

    private void acknowledged(Target target, Attempt attempt, Receipt receipt) {
        boolean readable = receipt.durability().compareTo(target.topic().strongest) >= 0;
        session.schedule().event(receipt.offset());
        target.history().acknowledged(attempt, receipt.offset(), receipt.durability(), readable);
    }

    private void expecting(Target target) {
        long end = target.partition().endOffset();
        append(target, 1, AppendOptions.DEFAULT.expecting(draw.coin() ? end : end + draw.between(1, 5)));
    }

    private void appender(Target target) {
        AppenderOptions options =
                AppenderOptions.DEFAULT.batchBytes(draw.pick(1, 300, 65_536)).linger(Duration.ofMillis(draw.below(6)));
        Optional<Topic> topic = session.varve().findTopic(target.topic().name);
        if (topic.isEmpty()) {
            return;
        }
        List<CompletableFuture<?>> answers = new ArrayList<>();
        try (Appender appender = topic.get().appender(options)) {
            for (int left = draw.between(1, 8); left > 0; left--) {
                answers.add(hand(target, appender));
            }
            if (draw.coin()) {
                appender.flush();
            } else if (draw.coin()) {
                session.pause(draw);
            }
        }
        for (CompletableFuture<?> answer : answers) {
            if (!answer.isDone()) {
                throw target.history().violation(Kind.STUCK, "a closed appender left a record unanswered");
            }
        }
    }

    private CompletableFuture<?> hand(Target target, Appender appender) {
        Attempt attempt = begin(target, 1);
        NewRecord record = Payload.record(attempt, 0, session.nowMs());
        CompletableFuture<Receipt> answer;
        try {
            answer = appender.append(target.partition().index(), record);
        } catch (VarveException refused) {
            target.history().unknown(attempt);
            throw refused;
        }
        return answer.handle((receipt, failure) -> {
            if (receipt != null) {
                acknowledged(target, attempt, receipt);
            } else {
                target.history().unknown(attempt);
            }
            return true;
        });
    }

    private void read(Target target, boolean follow) {
        Partition partition = target.partition();
        long start = partition.startOffset();
        long end = partition.visibleEndOffset();
        long mustReach = draw.coin() ? target.history().readableEnd() : 0;
        long from = start > end ? start : draw.between(start, end);
        ReadOptions options = ReadOptions.from(from).maxRecords(mustReach > 0 ? Long.MAX_VALUE : READ_RECORDS_MAX);
        try (Cursor cursor = partition.read(options)) {
            long next = from;
            while (cursor.next()) {
                if (cursor.record().offset() != next) {
                    throw target.history()
                            .violation(
                                    Kind.ORDER, "offset " + cursor.record().offset() + " was read, expected " + next);
                }
                target.history().seen(cursor.record(), target.topic().weakest);
                next++;
            }
            if (next < mustReach) {
                throw target.history()
                        .violation(
                                Kind.LOST,
                                "a reader comes to " + next + " only, though " + mustReach
                                        + " was acknowledged and visible");
            }
            session.schedule().event(next);
            if (follow && cursor.await(Duration.ofMillis(draw.between(1, 30)))) {
                session.history().totals().mark(CoverageMark.FOLLOWED);
            }
        } catch (OffsetOutOfRangeException gone) {
            if (from >= partition.startOffset() && from <= partition.visibleEndOffset()) {
                throw target.history().violation(Kind.LOST, "offset " + from + " cannot be read: " + gone);
            }
        }
    }

    private void flush(Target target) {
        long end = target.history().acknowledgedEnd();
        target.partition().flush();
        target.history().durableBefore(end);
    }

    private void delete(Target target) {
        long visible = target.partition().visibleEndOffset();
        long offset = draw.between(0L, visible);
        target.history().deleting(offset);
        long start = target.partition().deleteRecordsBefore(offset);
        if (start < offset) {
            throw target.history().violation(Kind.ORDER, "it starts at " + start + " after deleting before " + offset);
        }
        target.history().deleted(offset);
    }

    private void marks(Target target) {
        if (!target.isGoing()) {
            Partition partition = target.partition();
            long start = partition.startOffset();
            long visible = partition.visibleEndOffset();
            target.history().marks(start, visible, partition.endOffset());
        }
    }
}
