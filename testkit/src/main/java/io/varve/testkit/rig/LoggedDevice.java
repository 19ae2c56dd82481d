package io.varve.testkit.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A block device that logs each write and each flush in the order in which they reached it: a file that a daemon of
 * QEMU exports, whose log has the format of Linux's dm-log-writes.
 *
 * <p>The log grows as it is written, so its length at a moment says what had reached the device by then.
 */
final class LoggedDevice implements AutoCloseable {

    private static final long WAIT_NANOS_MAX = 10_000_000_000L;
    private static final long WAIT_NANOS = 5_000_000L;
    private static final int SECTOR_BYTES = 512;

    private final Process daemon;
    private final Path folder;

    private LoggedDevice(Process daemon, Path folder) {
        this.daemon = daemon;
        this.folder = folder;
    }

    /** Makes a device of zeroes in a folder that is to be on a file system in memory. */
    static LoggedDevice start(Path folder, int sizeMib) throws IOException {
        Path disk = folder.resolve("disk");
        Files.deleteIfExists(disk);
        Command.sparse(disk, (long) sizeMib << 20);
        Files.write(folder.resolve("log"), new byte[SECTOR_BYTES]);
        Files.write(folder.resolve("device"), new byte[0]);
        Process daemon = new ProcessBuilder(
                        "qemu-storage-daemon",
                        "--blockdev",
                        "driver=file,node-name=disk,filename=" + disk,
                        "--blockdev",
                        "driver=file,node-name=log,filename=" + folder.resolve("log"),
                        "--blockdev",
                        "driver=blklogwrites,node-name=logged,file=disk,log=log,log-sector-size=" + SECTOR_BYTES,
                        "--export",
                        "type=fuse,id=device,node-name=logged,writable=on,mountpoint=" + folder.resolve("device"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("daemon.out").toFile())
                .start();
        LoggedDevice device = new LoggedDevice(daemon, folder);
        device.await((long) sizeMib << 20);
        return device;
    }

    private void await(long sizeBytes) throws IOException {
        long started = System.nanoTime();
        while (Files.size(file()) != sizeBytes) {
            if (!daemon.isAlive() || System.nanoTime() - started > WAIT_NANOS_MAX) {
                close();
                throw new IOException("the device does not come: " + Files.readString(folder.resolve("daemon.out")));
            }
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    /** What behaves as the device. */
    Path file() {
        return folder.resolve("device");
    }

    Path log() {
        return folder.resolve("log");
    }

    /** Puts a file system on it and mounts that. */
    void mount(Personality personality, Path mount) throws IOException, InterruptedException {
        List<String> make = new ArrayList<>();
        make.add(personality.maker());
        make.addAll(personality.makerOptions());
        make.add(file().toString());
        Command.run(make.toArray(String[]::new));
        Command.run("mount", "-o", personality.mountOptions(), file().toString(), mount.toString());
    }

    @Override
    public void close() throws IOException {
        daemon.destroy();
        try {
            if (!daemon.waitFor(WAIT_NANOS_MAX, TimeUnit.NANOSECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
