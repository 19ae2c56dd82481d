package io.varve.testkit.disk;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A handle on a file of a {@link SimulatedDisk}; any number of threads may share it. */
final class SimulatedFile implements DiskFile {

    private final SimulatedDisk disk;
    private final Path path;
    private final Content content;
    private final boolean writable;

    /** How often the disk had crashed when it was opened. */
    private final long age;

    /** Guarded by the disk's lock. */
    private boolean closed;

    SimulatedFile(SimulatedDisk disk, Path path, Content content, boolean writable, long age) {
        this.disk = disk;
        this.path = path;
        this.content = content;
        this.writable = writable;
        this.age = age;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public int write(long positionBytes, ByteBuffer buffer) {
        checkRange("write", positionBytes, buffer.remaining());
        DiskCall call = disk.announce(DiskVerb.WRITE, path, positionBytes, buffer.remaining());
        disk.lock.lock();
        try {
            checkWritable("write", positionBytes);
            if (!buffer.hasRemaining()) {
                return 0;
            }
            int wanted = buffer.remaining();
            return switch (disk.strikes(call)) {
                case NONE -> write(positionBytes, buffer, wanted);
                case SHORT -> write(positionBytes, buffer, 1 + disk.random().nextInt(wanted));
                case IO -> {
                    part(positionBytes, buffer);
                    throw failure("write", positionBytes, Kind.IO, "the device failed");
                }
                case NO_SPACE -> throw failure("write", positionBytes, Kind.NO_SPACE, "no space left");
            };
        } finally {
            disk.lock.unlock();
        }
    }

    private int write(long positionBytes, ByteBuffer buffer, int wanted) {
        long end = disk.grow(content, positionBytes + wanted);
        if (end <= positionBytes) {
            disk.foundNoSpace();
            throw failure("write", positionBytes, Kind.NO_SPACE, "no space left on the device");
        }
        int taken = (int) (end - positionBytes);
        byte[] bytes = new byte[taken];
        buffer.get(bytes);
        content.write(positionBytes, bytes, taken);
        return taken;
    }

    /** A failed write has stored any part of its bytes, from the first one on or not. */
    private void part(long positionBytes, ByteBuffer buffer) {
        int wanted = buffer.remaining();
        int from = disk.random().nextInt(3) == 0 ? disk.random().nextInt(wanted) : 0;
        int length = disk.random().nextInt(wanted - from + 1);
        long room = disk.grow(content, positionBytes + from + length) - positionBytes - from;
        int stored = Math.clamp(room, 0, length);
        if (stored > 0) {
            byte[] bytes = new byte[stored];
            buffer.get(buffer.position() + from, bytes);
            content.write(positionBytes + from, bytes, stored);
        }
    }

    @Override
    public int read(long positionBytes, ByteBuffer buffer) {
        checkRange("read", positionBytes, buffer.remaining());
        if (buffer.isReadOnly()) {
            throw failure("read", positionBytes, Kind.OTHER, "the buffer to fill is read-only");
        }
        DiskCall call = disk.announce(DiskVerb.READ, path, positionBytes, buffer.remaining());
        disk.lock.lock();
        try {
            checkOpen("read", positionBytes);
            if (!buffer.hasRemaining()) {
                return 0;
            }
            return switch (disk.strikes(call)) {
                case NONE -> content.read(positionBytes, buffer, buffer.remaining());
                case SHORT ->
                    content.read(positionBytes, buffer, 1 + disk.random().nextInt(buffer.remaining()));
                case IO, NO_SPACE -> throw failure("read", positionBytes, Kind.IO, "the device failed");
            };
        } finally {
            disk.lock.unlock();
        }
    }

    @Override
    public long sizeBytes() {
        DiskCall call = disk.announce(DiskVerb.SIZE, path, -1, 0);
        disk.lock.lock();
        try {
            checkOpen("size", -1);
            strike("size", disk.strikes(call));
            return content.sizeBytes();
        } finally {
            disk.lock.unlock();
        }
    }

    @Override
    public void truncate(long sizeBytes) {
        checkRange("truncate", sizeBytes, 0);
        DiskCall call = disk.announce(DiskVerb.TRUNCATE, path, sizeBytes, 0);
        disk.lock.lock();
        try {
            checkWritable("truncate", sizeBytes);
            strike("truncate", disk.strikes(call));
            long before = content.chargedBytes();
            content.truncate(sizeBytes);
            disk.shrunk(before - content.chargedBytes());
        } finally {
            disk.lock.unlock();
        }
    }

    @Override
    public void force(boolean metadata) {
        DiskCall call = disk.announce(DiskVerb.FORCE, path, metadata ? 1 : 0, 0);
        disk.lock.lock();
        try {
            checkOpen("force", -1);
            Fault fault = disk.strikes(call);
            if (fault == Fault.IO || fault == Fault.NO_SPACE) {
                content.forceFailed(disk.random());
            }
            strike("force", fault);
            content.force(metadata, disk.growthIsAttribute());
        } finally {
            disk.lock.unlock();
        }
    }

    private void strike(String verb, Fault fault) {
        switch (fault) {
            case NONE, SHORT -> {
                // nothing to cut short
            }
            case IO -> throw failure(verb, -1, Kind.IO, "the device failed");
            case NO_SPACE -> throw failure(verb, -1, Kind.NO_SPACE, "no space left on the device");
        }
    }

    @Override
    public void close() {
        disk.lock.lock();
        try {
            if (!closed) {
                closed = true;
                if (age == disk.age()) {
                    disk.closed(content);
                }
            }
        } finally {
            disk.lock.unlock();
        }
    }

    private void checkWritable(String verb, long positionBytes) {
        checkOpen(verb, positionBytes);
        if (!writable) {
            throw failure(verb, positionBytes, Kind.ACCESS_DENIED, "it was opened for reading only");
        }
    }

    private void checkOpen(String verb, long positionBytes) {
        if (closed) {
            throw failure(verb, positionBytes, Kind.CLOSED, "the file is closed");
        }
        if (age != disk.age()) {
            throw failure(verb, positionBytes, Kind.CLOSED, "the machine has crashed since it was opened");
        }
    }

    private void checkRange(String verb, long positionBytes, int remainingBytes) {
        if (positionBytes < 0 || positionBytes > (1L << 50) - remainingBytes) {
            throw failure(verb, -1, Kind.OTHER, "byte position " + positionBytes + " is outside [0, 2^50)");
        }
    }

    private StorageFailedException failure(String verb, long positionBytes, Kind kind, String detail) {
        return new StorageFailedException(path, verb, positionBytes, kind, detail);
    }
}
