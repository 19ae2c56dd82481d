package io.varve.testkit.rig;

import io.varve.Cursor;
import io.varve.PreparedBatch;
import io.varve.ReadOptions;
import io.varve.Topic;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.error.VarveException;
import io.varve.record.Codec;
import io.varve.record.Compression;
import io.varve.record.NewRecord;
import io.varve.testkit.Draw;
import io.varve.testkit.rig.Payload.MisplacedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The process that suffers. It takes orders from its standard input, a line each, answers each with a line, and works
 * meanwhile. It loads its classes before the first order, so that a kill soon after it strikes the engine and not the
 * start of the JVM.
 */
public final class Victim {

    /**
     * A file that is never there: its look-up marks, for whoever traces system calls, where the engine's life begins.
     */
    static final Path MARK = Path.of("/varve-rig-mark");

    /** Given on the command line in place of orders: one life, from opening to closing. */
    static final String ONCE = "once";

    private final PrintStream out;
    private final Tally tally;
    private final List<Thread> writers = new ArrayList<>();
    private @Nullable Workplace workplace;
    private @Nullable EventFile events;

    private Victim(PrintStream out) {
        this.out = out;
        this.tally = new Tally(out);
    }

    /** Takes orders until there are none; what must not happen ends the process at once. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Victim victim = new Victim(out);
        warm();
        if (arguments.length > 0 && arguments[0].equals(ONCE)) {
            victim.live(List.of(arguments).subList(1, arguments.length));
            return;
        }
        out.println("ready");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            victim.obey(List.of(order.split(" ")));
        }
        Runtime.getRuntime().halt(0); // whoever gave orders is gone
    }

    /** Does a little of everything in memory. */
    private static void warm() {
        try (Varve varve = Varve.inMemory()) {
            Topic topic = varve.createTopic(TopicSpec.of("warm").with("segment.bytes", "1024"));
            NewRecord record = NewRecord.of("key", "value");
            for (int round = 0; round < 20; round++) {
                topic.append(record);
            }
            topic.partition(0).append(List.of(record, record));
            PreparedBatch.of(List.of(record), Compression.of(Codec.LZ4));
            PreparedBatch.of(List.of(record), Compression.of(Codec.ZSTD));
            try (Cursor cursor = topic.partition(0).read(0)) {
                while (cursor.next()) {
                    cursor.record().valueArray();
                }
            }
            varve.deleteTopic("warm");
        }
    }

    private void live(List<String> terms) throws IOException, InterruptedException {
        try {
            begin(terms);
            for (Thread writer : writers) {
                writer.join();
            }
            out.println("read " + readAll());
        } catch (VarveException refused) {
            out.println("refused " + refused.getMessage());
        } catch (MisplacedException wrong) {
            tally.fail(wrong);
        } finally {
            out.println(tally.line());
            close();
        }
    }

    private static void mark() throws IOException {
        try (InputStream file = Files.newInputStream(MARK)) {
            throw new IOException(MARK + " is there: " + file.available() + " bytes");
        } catch (NoSuchFileException expected) {
            return; // what counts is the attempt
        }
    }

    private void obey(List<String> order) {
        try {
            switch (order.getFirst()) {
                case "go" -> {
                    begin(order.subList(1, order.size()));
                    out.println("opened");
                }
                case "tally" -> out.println(tally.line());
                case "read" -> out.println("read " + readAll());
                case "trim" -> out.println("trimmed " + trimAll());
                case "drop" -> {
                    working().drop(Integer.parseInt(order.get(1)));
                    out.println("dropped");
                }
                case "finish" -> finish();
                default -> tally.fail(new IllegalArgumentException("order " + order));
            }
        } catch (VarveException refused) {
            refused.printStackTrace();
            out.println("refused " + refused.getMessage());
        } catch (InterruptedException | IOException | MisplacedException | RuntimeException failure) {
            tally.fail(failure);
        }
    }

    /**
     * Opens the store and sets the writers to work: profile, store, file of events, run, seed, log of blocks or "-".
     */
    private void begin(List<String> terms) throws IOException {
        Profile profile = Profile.valueOf(terms.get(0));
        Optional<Path> blockLog = terms.get(5).equals("-") ? Optional.empty() : Optional.of(Path.of(terms.get(5)));
        EventFile opened = EventFile.open(Path.of(terms.get(2)), blockLog);
        events = opened;
        mark();
        int run = Integer.parseInt(terms.get(3));
        Draw draw = Draw.from(Long.parseLong(terms.get(4)));
        Workplace entered = new Workplace(profile, Path.of(terms.get(1)), opened);
        workplace = entered;
        boolean light = draw.coin();
        for (int index = 0; index < profile.writers(); index++) {
            long firstId = Writer.firstId(run, index);
            Writer writer = new Writer(profile, entered, opened, tally, draw.split(), firstId);
            writers.add(
                    light
                            ? Thread.ofVirtual().start(writer)
                            : Thread.ofPlatform().start(writer));
        }
    }

    private Workplace working() {
        if (workplace == null) {
            throw new IllegalStateException("nothing is open");
        }
        return workplace;
    }

    /** Reads every partition to its visible end; gives how many records there were. */
    private long readAll() throws MisplacedException {
        long records = 0;
        for (Place place : working().places()) {
            long end = place.partition().visibleEndOffset();
            ReadOptions all = ReadOptions.from(place.partition().startOffset()).to(end);
            try (Cursor cursor = place.partition().read(all)) {
                while (cursor.next()) {
                    byte[] value = cursor.record().valueArray();
                    Payload.idOf(
                            value == null ? new byte[0] : value,
                            place.topic(),
                            place.partition().index());
                    records++;
                }
            }
        }
        return records;
    }

    /** Deletes the older three quarters of each partition; gives how many partitions lost something. */
    private int trimAll() {
        int trimmed = 0;
        for (Place place : working().places()) {
            long start = place.partition().startOffset();
            long newStart = start + (place.partition().visibleEndOffset() - start) * 3 / 4;
            if (newStart > start && events != null) {
                events.note(place.before(Event.Kind.TRIM_BEGUN, newStart));
                place.partition().deleteRecordsBefore(newStart);
                events.note(place.before(Event.Kind.TRIMMED, newStart));
                trimmed++;
            }
        }
        return trimmed;
    }

    private void finish() throws InterruptedException {
        tally.stop();
        for (Thread writer : writers) {
            writer.join();
        }
        close();
        out.println("finished");
    }

    private void close() {
        if (workplace != null) {
            try {
                workplace.close();
            } catch (VarveException refused) {
                out.println("refused " + refused.getMessage());
            }
            workplace = null;
        }
    }
}
