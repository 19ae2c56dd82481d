package io.varve.bench.peer;

import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.threads.Pauser;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue, whose writer copies into a mapped file: what is appended is in the operating system at once. It
 * keeps no checksums.
 *
 * <p>Threads: one may append while another one reads.
 */
public final class ChroniclePeer implements AutoCloseable {

    /** How the peer is called in tables. */
    public static final String NAME = "Chronicle Queue";

    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final Bytes<?> value;

    /** Makes an empty queue in a folder, for values of one size. */
    public ChroniclePeer(Path folder, int valueBytes) {
        this.queue = SingleChronicleQueueBuilder.binary(folder)
                .rollCycle(LargeRollCycles.LARGE_DAILY)
                .build();
        this.appender = queue.createAppender();
        this.value = Bytes.allocateDirect(valueBytes);
        value.zeroOut(0, valueBytes);
        value.writeLimit(valueBytes);
        value.writePosition(valueBytes);
    }

    /** Appends a value that begins with a sequence number. */
    public void append(long sequence) {
        value.readPosition(0);
        value.writeLong(0, sequence);
        appender.writeBytes(value);
    }

    /** How many values there are. */
    public long count() {
        return queue.entryCount();
    }

    /** Reads everything and adds up the places of all values, from 1. */
    public long sumOfPlaces() {
        long sum = 0;
        try (ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return sum;
                    }
                    Bytes<?> bytes = bytes(document);
                    sum += 1 + bytes.readLong(bytes.readPosition());
                }
            }
        }
    }

    /** A reader, for one thread. */
    public Reader reader() {
        return new Reader(queue.createTailer());
    }

    private static Bytes<?> bytes(DocumentContext document) {
        var wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("a document without content");
        }
        return wire.bytes();
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
        value.releaseLast();
    }

    /** A reader of the queue, for one thread. */
    public static final class Reader implements AutoCloseable {

        private final ExcerptTailer tailer;
        private final long firstIndex;

        private Reader(ExcerptTailer tailer) {
            this.tailer = tailer;
            this.firstIndex = tailer.toStart().index();
        }

        /** The sequence number of the n-th value. */
        public long sequenceAt(long n) {
            if (!tailer.moveToIndex(firstIndex + n)) {
                throw new IllegalStateException("no value number " + n);
            }
            return sequence();
        }

        /** Waits for the next value without letting go of the processor; gives its sequence number. */
        public long spinForNext() {
            while (true) {
                long sequence = sequence();
                if (sequence != 0) {
                    return sequence;
                }
                Thread.onSpinWait();
            }
        }

        /** Waits for the next value as a pauser advises; gives its sequence number. */
        public long pauseForNext(Pauser pauser) {
            while (true) {
                long sequence = sequence();
                if (sequence != 0) {
                    pauser.reset();
                    return sequence;
                }
                pauser.pause();
            }
        }

        /** The next value's sequence number, or 0 where there is none. */
        private long sequence() {
            try (DocumentContext document = tailer.readingDocument()) {
                if (!document.isPresent()) {
                    return 0;
                }
                Bytes<?> bytes = bytes(document);
                return bytes.readLong(bytes.readPosition());
            }
        }

        @Override
        public void close() {
            tailer.close();
        }
    }
}
