package io.varve.log;

import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import io.varve.io.PassingDisk;
import io.varve.io.PassingFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk over another one that tells a hook of each verb before it does it: the hook may block, or fail it. */
public final class HookedDisk extends PassingDisk {

    /** Told before each verb. */
    public interface Hook {
        void before(String verb, Path path);
    }

    private final AtomicInteger openFiles = new AtomicInteger();
    private volatile Hook hook = (verb, path) -> {};

    public HookedDisk(Disk disk) {
        super(disk);
    }

    public void hook(Hook newHook) {
        hook = newHook;
    }

    public void unhook() {
        hook = (verb, path) -> {};
    }

    public int openFiles() {
        return openFiles.get();
    }

    @Override
    public List<String> list(Path directory) {
        hook.before("list", directory);
        return super.list(directory);
    }

    @Override
    public boolean exists(Path path) {
        hook.before("exists", path);
        return super.exists(path);
    }

    @Override
    public void createDirectories(Path directory) {
        hook.before("createDirectories", directory);
        super.createDirectories(directory);
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        hook.before("create", path);
        return new HookedFile(super.create(path, expectedBytes));
    }

    @Override
    public DiskFile openRead(Path path) {
        hook.before("openRead", path);
        return new HookedFile(super.openRead(path));
    }

    @Override
    public DiskFile openWrite(Path path) {
        hook.before("openWrite", path);
        return new HookedFile(super.openWrite(path));
    }

    @Override
    public void rename(Path from, Path to) {
        hook.before("rename", from);
        super.rename(from, to);
    }

    @Override
    public void delete(Path path) {
        hook.before("delete", path);
        super.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) {
        hook.before("forceDirectory", directory);
        super.forceDirectory(directory);
    }

    @Override
    public DiskLock lock(Path path, String holder) {
        hook.before("lock", path);
        return super.lock(path, holder);
    }

    @Override
    public long usableBytes(Path directory) {
        hook.before("usableBytes", directory);
        return super.usableBytes(directory);
    }

    private final class HookedFile extends PassingFile {

        private boolean closed;

        HookedFile(DiskFile file) {
            super(file);
            openFiles.incrementAndGet();
        }

        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            hook.before("write", path());
            return super.write(positionBytes, buffer);
        }

        @Override
        public int read(long positionBytes, ByteBuffer buffer) {
            hook.before("read", path());
            return super.read(positionBytes, buffer);
        }

        @Override
        public long sizeBytes() {
            hook.before("sizeBytes", path());
            return super.sizeBytes();
        }

        @Override
        public void truncate(long sizeBytes) {
            hook.before("truncate", path());
            super.truncate(sizeBytes);
        }

        @Override
        public void force(boolean metadata) {
            hook.before("force", path());
            super.force(metadata);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openFiles.decrementAndGet();
                super.close();
            }
        }
    }
}
