package io.varve.testkit.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a victim notes its events: a file outside of the store that is only appended to. What was handed to the system
 * outlives the process, so a note that was taken is never lost by a kill.
 *
 * <p>Threads: any number may note.
 */
final class EventFile implements AutoCloseable {

    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(Event.BYTES));

    private final FileChannel channel;
    private final Optional<Path> blockLog;

    private EventFile(FileChannel channel, Optional<Path> blockLog) {
        this.channel = channel;
        this.blockLog = blockLog;
    }

    /**
     * Opens a file for a victim.
     *
     * @param blockLog the log of the block device under the store, whose length is noted with each event
     */
    static EventFile open(Path file, Optional<Path> blockLog) {
        try {
            return new EventFile(
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), blockLog);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot note events", failure);
        }
    }

    /** Notes an event; it outlives this process when the call returns. */
    void note(Event event) {
        try {
            Event dated = blockLog.isPresent() ? event.at(Files.size(blockLog.get())) : event;
            ByteBuffer buffer = BUFFER.get();
            dated.write(buffer);
            int written = channel.write(buffer);
            if (written != Event.BYTES) {
                throw new IOException("only " + written + " bytes of an event were written");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot note an event", failure);
        }
    }

    /** All events of a file, in order; none where the victim did not come to make it. */
    static List<Event> read(Path file) throws IOException {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            List<Event> events = new ArrayList<>(bytes.remaining() / Event.BYTES);
            while (bytes.remaining() >= Event.BYTES) {
                events.add(Event.read(bytes));
            }
            return events;
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot close the notes", failure);
        }
    }
}
