package io.varve.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file that hands every verb to another one unchanged; what {@link PassingDisk} is to disks.
 *
 * <p>{@link #writeFully} and {@link #readFully} are not handed on: they stay loops over this file's own {@link #write}
 * and {@link #read}, so that overriding these two catches every byte. For the same reason an overriding {@code write}
 * must not call {@code super.writeFully}, which would call it again.
 *
 * <p>Threads and errors: those of the other file.
 */
public class PassingFile implements DiskFile {

    private final DiskFile file;

    /** Hands everything to this file, and closes it when closed. */
    public PassingFile(DiskFile file) {
        this.file = file;
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public int write(long positionBytes, ByteBuffer buffer) {
        return file.write(positionBytes, buffer);
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
        file.force(metadata);
    }

    @Override
    public void close() {
        file.close();
    }
}
