package io.varve.journal;

import io.varve.io.DiskFile;
import io.varve.io.MemoryDisk;
import io.varve.log.HookedDisk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** A journal's folder on a disk in memory that fails as told, with files made frame by frame. */
final class JournalGround {

    static final long STORE = 0x5709E_0001L;
    static final Path FOLDER = Path.of("/store/journal");

    /** Files of 16 KiB, frames of up to 8 KiB, 4 KiB are large. */
    static final JournalSizes SIZES = JournalSizes.of(64 << 10);

    final HookedDisk disk = new HookedDisk(new MemoryDisk(1L << 28));

    JournalGround() {
        disk.createDirectories(FOLDER);
    }

    /** An entry as it was told, with its bytes as text. */
    record Told(JournalEntry entry, String text) {}

    static LogKey log(int index) {
        return new LogKey(new UUID(index, 7), index);
    }

    static byte[] frame(long storeId, long number, long sequence, long durable, Consumer<FrameBuilder> content) {
        FrameBuilder builder = new FrameBuilder(1 << 16);
        builder.begin();
        content.accept(builder);
        ByteBuffer finished = builder.finish(storeId, number, sequence, durable);
        byte[] bytes = new byte[finished.remaining()];
        finished.get(bytes);
        return bytes;
    }

    static void add(FrameBuilder builder, Told told) {
        byte[] text = told.text().getBytes(StandardCharsets.ISO_8859_1);
        JournalEntry entry = told.entry();
        builder.openEntry(entry.kind(), entry.log(), entry.fromOffset(), entry.endOffset());
        builder.put(ByteBuffer.wrap(text), 0, text.length);
        builder.closeEntry();
    }

    /** What the frame of a sequence holds in these tests: ten offsets of a log. */
    static Told told(long sequence) {
        JournalEntry entry = new JournalEntry(EntryKind.BATCHES, log(1), sequence * 10, sequence * 10 + 10);
        return new Told(entry, "frame " + sequence);
    }

    /** A frame that says of all before it that they are durable. */
    static byte[] frame(long number, long sequence) {
        return frame(STORE, number, sequence, sequence - 1, builder -> add(builder, told(sequence)));
    }

    /** Frames of these sequences, one behind the other, and room for two more. */
    static byte[] frames(long number, long from, long to) {
        List<byte[]> parts = new ArrayList<>();
        for (long sequence = from; sequence <= to; sequence++) {
            parts.add(frame(number, sequence));
        }
        return joined(parts);
    }

    static byte[] joined(List<byte[]> parts) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        ByteBuffer joined = ByteBuffer.allocate(length + 2 * FrameLayout.ALIGNMENT_BYTES);
        parts.forEach(joined::put);
        return joined.array();
    }

    static Path path(long number) {
        return JournalFiles.path(FOLDER, number);
    }

    void put(long number, byte[] bytes) {
        Path path = path(number);
        if (disk.exists(path)) {
            disk.delete(path);
        }
        try (DiskFile file = disk.create(path, bytes.length)) {
            file.writeFully(0, ByteBuffer.wrap(bytes));
        }
    }

    /** The bytes of all files of the journal. */
    long sizeBytes() {
        long total = 0;
        for (String name : disk.list(FOLDER)) {
            try (DiskFile file = disk.openRead(FOLDER.resolve(name))) {
                total += file.sizeBytes();
            }
        }
        return total;
    }

    static JournalMark mark(long lowSequence, long nextSequence) {
        return new JournalMark(STORE, lowSequence, nextSequence, 0);
    }

    JournalTail read(Optional<JournalMark> mark) {
        return new JournalRecovery(disk, FOLDER, mark).read(STORE);
    }

    /** Recovers, replays, and gives what was told. */
    List<Told> recover(Optional<JournalMark> mark) {
        JournalRecovery recovery = new JournalRecovery(disk, FOLDER, mark);
        JournalTail tail = recovery.read(STORE);
        recovery.force(tail);
        List<Told> told = new ArrayList<>();
        recovery.replay(tail, (entry, batches) -> told.add(new Told(entry, text(batches))));
        return told;
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    }

    static List<Told> told(long from, long to) {
        List<Told> told = new ArrayList<>();
        for (long sequence = from; sequence <= to; sequence++) {
            told.add(told(sequence));
        }
        return told;
    }
}
