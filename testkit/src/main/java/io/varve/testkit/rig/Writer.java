package io.varve.testkit.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.AppendOptions;
import io.varve.Cursor;
import io.varve.PreparedBatch;
import io.varve.ReadOptions;
import io.varve.Receipt;
import io.varve.error.ClosedException;
import io.varve.error.InvalidTopicException;
import io.varve.error.OffsetOutOfRangeException;
import io.varve.error.StorageFailedException;
import io.varve.error.TopicExistsException;
import io.varve.error.TopicNotFoundException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import io.varve.testkit.Draw;
import io.varve.testkit.rig.Event.Kind;
import io.varve.testkit.rig.Payload.MisplacedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One writer of a victim: takes drawn steps, and notes each before and after. One thread. */
final class Writer implements Runnable {

    /** Records that a partition keeps when its writer trims it. */
    private static final int KEPT_RECORDS_MAX = 300;

    private static final int BATCH_RECORDS_MAX = 20;
    private static final int READ_RECORDS_MAX = 50;
    private static final int WRITER_BITS = 8;
    private static final int SERIAL_BITS = 32;
    private static final long REST_NANOS = 2_000_000;

    private final Profile profile;
    private final Workplace workplace;
    private final EventFile events;
    private final Tally tally;
    private final Draw draw;
    private long nextId;

    /** @param firstId the id of its first record, see {@link #firstId} */
    Writer(Profile profile, Workplace workplace, EventFile events, Tally tally, Draw draw, long firstId) {
        this.profile = profile;
        this.workplace = workplace;
        this.events = events;
        this.tally = tally;
        this.draw = draw;
        this.nextId = firstId;
    }

    /** Where the ids of a writer begin, in one life of a victim; no other writer ever comes there. */
    static long firstId(int run, int index) {
        return ((long) run << WRITER_BITS | index) << SERIAL_BITS;
    }

    @Override
    public void run() {
        try {
            for (int step = 0; step < profile.stepsMax() && !tally.stopped(); step++) {
                step();
            }
        } catch (Throwable failure) {
            tally.fail(failure);
        }
    }

    private void step() throws MisplacedException {
        if (draw.oneIn(profile.reopenOneIn())) {
            reopen();
        }
        workplace.gate().readLock().lock();
        try {
            List<Place> places = workplace.places();
            if (draw.oneIn(profile.churnOneIn())) {
                workplace.churn(churned());
            } else if (!places.isEmpty()) {
                work(draw.pick(places));
            }
        } catch (ClosedException | TopicNotFoundException | OffsetOutOfRangeException gone) {
            tally.missed(); // another writer dropped the topic or trimmed the partition meanwhile
        } catch (StorageFailedException | TopicExistsException | InvalidTopicException refused) {
            if (!profile.expectsRefusals()) {
                throw refused;
            }
            tally.refused(refused); // the latter two speak of a topic whose removal failed
        } finally {
            workplace.gate().readLock().unlock();
        }
    }

    private void reopen() {
        try {
            workplace.reopen();
        } catch (StorageFailedException refused) {
            if (!profile.expectsRefusals()) {
                throw refused;
            }
            tally.refused(refused);
            tally.stop(); // there is no open store any more
        }
    }

    private int churned() {
        int topics = profile.topics().size();
        int name = topics - 1;
        while (name > 0 && (profile.churns(name - 1) && draw.coin())) {
            name--;
        }
        return name;
    }

    private void work(Place place) throws MisplacedException {
        switch (draw.below(16)) {
            case 0, 1, 2, 3, 4 -> single(place);
            case 5, 6, 7 -> batch(place, records -> place.partition().append(records));
            case 8 -> batch(place, records -> place.partition().append(prepared(records), AppendOptions.DEFAULT));
            case 9, 10, 11 -> gathered(place);
            case 12, 13 -> read(place);
            case 14 -> flush(place);
            default -> trim(place);
        }
    }

    private void single(Place place) {
        AppendOptions options = switch (draw.below(10)) {
            case 0 -> AppendOptions.reaching(Durability.OS);
            case 1 -> AppendOptions.reaching(Durability.DISK);
            case 2 -> AppendOptions.reaching(Durability.MEMORY);
            default -> AppendOptions.DEFAULT;
        };
        appended(place, 1, records -> place.partition().append(records.getFirst(), options));
    }

    private void batch(Place place, Function<List<NewRecord>, Receipt> append) {
        appended(place, draw.between(1, BATCH_RECORDS_MAX), append);
    }

    private PreparedBatch prepared(List<NewRecord> records) {
        return PreparedBatch.of(records, Compression.of(draw.pick(Codec.NONE, Codec.LZ4, Codec.ZSTD)));
    }

    private void appended(Place place, int count, Function<List<NewRecord>, Receipt> append) {
        long id = nextId;
        List<NewRecord> records = records(place, count);
        events.note(place.begun(count, id));
        long started = tally.begin();
        try {
            Receipt receipt = append.apply(records);
            events.note(place.acknowledged(receipt, id));
            tally.acknowledged(count, started);
        } catch (StorageFailedException refused) {
            refused(place, id, refused, started);
            LockSupport.parkNanos(REST_NANOS); // a disk that is full now is full in a microsecond, too
        } finally {
            tally.end(started);
        }
    }

    /** Hands a record to the topic's appender; its acknowledgement comes later, on another thread. */
    private void gathered(Place place) {
        if (place.appender().isEmpty()) {
            single(place);
            return;
        }
        long id = nextId;
        NewRecord sent = records(place, 1).getFirst();
        events.note(place.begun(1, id));
        long started = tally.begin();
        try {
            var _ = place.appender()
                    .get()
                    .append(place.partition().index(), sent)
                    .whenComplete((receipt, failure) -> settled(place, new Sent(id, started), receipt, failure));
        } catch (RuntimeException refused) {
            tally.end(started);
            throw refused;
        }
    }

    /** A record on its way: its id, and when it was handed in. */
    private record Sent(long id, long started) {}

    private void settled(Place place, Sent sent, @Nullable Receipt receipt, @Nullable Throwable failure) {
        try {
            Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : failure;
            if (receipt != null) {
                events.note(place.acknowledged(receipt, sent.id()));
                tally.acknowledged(1, sent.started());
            } else if (cause instanceof StorageFailedException refused && profile.expectsRefusals()) {
                refused(place, sent.id(), refused, sent.started());
            } else if (cause instanceof ClosedException) {
                tally.missed();
            } else {
                tally.fail(cause == null ? new AssertionError("neither a receipt nor a failure") : cause);
            }
        } finally {
            tally.end(sent.started());
        }
    }

    private void refused(Place place, long id, StorageFailedException refused, long started) {
        if (!profile.expectsRefusals()) {
            throw refused;
        }
        int elapsedMs = tally.refused(refused, started);
        events.note(place.refused(refused.kind().ordinal(), elapsedMs, id));
    }

    private List<NewRecord> records(Place place, int count) {
        List<NewRecord> records = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            int length = draw.oneIn(50) ? 20_000 : Payload.BYTES_MIN + draw.size(profile.valueBytesMax());
            long id = nextId++;
            byte[] value = Payload.of(id, place.topic(), place.partition().index(), length);
            records.add(
                    draw.coin()
                            ? NewRecord.of(value)
                            : NewRecord.of(Long.toString(id).getBytes(UTF_8), value));
        }
        return records;
    }

    private void read(Place place) throws MisplacedException {
        long start = place.partition().startOffset();
        long end = place.partition().visibleEndOffset();
        long from = end <= start ? start : draw.between(start, end);
        long seen = -1;
        long id = 0;
        try (Cursor cursor = place.partition().read(ReadOptions.from(from).maxRecords(READ_RECORDS_MAX))) {
            for (long expected = from; cursor.next(); expected++) {
                seen = cursor.record().offset();
                if (seen != expected) {
                    throw new MisplacedException("offset " + seen + " was read where " + expected + " was next");
                }
                byte[] value = cursor.record().valueArray();
                id = Payload.idOf(
                        value == null ? new byte[0] : value,
                        place.topic(),
                        place.partition().index());
            }
        }
        if (seen >= 0) {
            events.note(place.seen(seen, id));
        }
    }

    private void flush(Place place) {
        long end = place.partition().endOffset();
        place.partition().flush();
        events.note(place.before(Kind.FLUSHED, end));
    }

    private void trim(Place place) {
        long end = place.partition().visibleEndOffset();
        long newStart = end - draw.below(KEPT_RECORDS_MAX);
        if (profile.trims() && newStart > place.partition().startOffset()) {
            events.note(place.before(Kind.TRIM_BEGUN, newStart));
            place.partition().deleteRecordsBefore(newStart);
            events.note(place.before(Kind.TRIMMED, newStart));
        }
    }
}
