package io.varve.testkit.crash;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A file of a {@link LyingDisk}. One thread at a time. */
final class LyingFile implements DiskFile {

    private static final int FORCES_BETWEEN = 100;

    private final DiskFile file;
    private final LyingDisk disk;

    LyingFile(DiskFile file, LyingDisk disk) {
        this.file = file;
        this.disk = disk;
    }

    @Override
    public Path path() {
        return file.path();
    }

    private boolean isNamed(String suffix) {
        return file.path().toString().endsWith(suffix);
    }

    /** Whether it holds records: a segment's log, or a journal. */
    private boolean holdsRecords() {
        return isNamed(".log") || isNamed(".wal");
    }

    @Override
    public int write(long positionBytes, ByteBuffer buffer) {
        if (holdsRecords()) {
            disk.state().recovering = false;
            Runnable postponed = disk.bug() == PlantedBug.ACKNOWLEDGED_BEFORE_FORCE
                    ? disk.state().postponed.remove(file.path())
                    : null;
            if (postponed != null) {
                postponed.run();
            }
        }
        if (disk.bug() == PlantedBug.INDEX_OFF_BY_ONE && isNamed(".index")) {
            return file.write(positionBytes, shifted(buffer));
        }
        int wanted = buffer.remaining();
        try {
            int taken = file.write(positionBytes, buffer);
            if (disk.bug() == PlantedBug.SHORT_WRITE_TRUSTED) {
                buffer.position(buffer.limit());
                return wanted;
            }
            return taken;
        } catch (StorageFailedException failure) {
            Kind ignored = disk.bug() == PlantedBug.NO_SPACE_IGNORED ? Kind.NO_SPACE : Kind.IO;
            boolean ignores =
                    disk.bug() == PlantedBug.NO_SPACE_IGNORED || disk.bug() == PlantedBug.FAILED_WRITE_IGNORED;
            if (ignores && failure.kind() == ignored) {
                buffer.position(buffer.limit());
                return wanted;
            }
            throw failure;
        }
    }

    /** The same index entries, whose second word is a position in the log, one further. */
    private static ByteBuffer shifted(ByteBuffer entries) {
        ByteBuffer shifted =
                ByteBuffer.allocate(entries.remaining()).put(entries).flip();
        for (int at = Integer.BYTES; at + Integer.BYTES <= shifted.limit(); at += 2 * Integer.BYTES) {
            shifted.putInt(at, shifted.getInt(at) + 1);
        }
        return shifted;
    }

    @Override
    public int read(long positionBytes, ByteBuffer buffer) {
        return file.read(positionBytes, buffer);
    }

    @Override
    public long sizeBytes() {
        return file.sizeBytes();
    }

    @Override
    public void truncate(long sizeBytes) {
        file.truncate(sizeBytes);
    }

    @Override
    public void force(boolean metadata) {
        if (holdsRecords()) {
            disk.state().forces++;
        }
        switch (disk.bug()) {
            case ACKNOWLEDGED_BEFORE_FORCE, CHECKPOINT_BEFORE_DATA -> {
                if (holdsRecords()) {
                    disk.state().postponed.put(file.path(), this::forceLate);
                } else {
                    file.force(metadata);
                }
            }
            case FORCE_LEFT_OUT -> forceUnless(holdsRecords() && disk.state().forces % FORCES_BETWEEN == 0, metadata);
            case FORCE_WITHOUT_LENGTH -> file.force(false);
            case TEMPORARY_NOT_FORCED -> forceUnless(isNamed(".tmp"), metadata);
            case RECOVERED_NOT_FORCED -> forceUnless(disk.state().recovering && holdsRecords(), metadata);
            case FAILED_FORCE_TRUSTED -> forceTwice(metadata);
            case LOCK_FREED_EARLY -> {
                if (isNamed("index")) {
                    disk.freeTheLock();
                }
                file.force(metadata);
            }
            case NEW_NAME_NOT_FORCED,
                    RENAME_NOT_FORCED,
                    SHORT_WRITE_TRUSTED,
                    NO_SPACE_IGNORED,
                    FAILED_WRITE_IGNORED,
                    INDEX_OFF_BY_ONE -> file.force(metadata);
        }
    }

    private void forceUnless(boolean leftOut, boolean metadata) {
        if (!leftOut) {
            file.force(metadata);
        }
    }

    private void forceTwice(boolean metadata) {
        try {
            file.force(metadata);
        } catch (StorageFailedException first) {
            file.force(metadata);
        }
    }

    /** The file may be closed by then; what is lost by that is what the bug is about. */
    private void forceLate() {
        try {
            file.force(true);
        } catch (StorageFailedException closed) {
            disk.state().forces++;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
