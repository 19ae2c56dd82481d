package io.varve.testkit.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A file system of 64 MiB, mounted for a rig alone. */
final class FullDisk implements AutoCloseable {

    static final int SIZE_MIB = 64;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int RESERVE_BYTES = 4 << 20;

    /** What it is made of. */
    enum Kind {
        TMPFS,
        /** On a loop device over a file in memory. */
        EXT4;

        /** Why it cannot be mounted here. */
        Optional<String> obstacle() throws IOException, InterruptedException {
            if (this == TMPFS) {
                return Optional.empty();
            }
            if (!Command.exists("mkfs.ext4")) {
                return Optional.of("mkfs.ext4 is not installed");
            }
            return Command.outcome(List.of("losetup", "-f")).exit() == 0
                    ? Optional.empty()
                    : Optional.of("there are no loop devices");
        }
    }

    private final Kind kind;
    private final Path mount;

    private FullDisk(Kind kind, Path mount) {
        this.kind = kind;
        this.mount = mount;
    }

    /** Makes an empty one and mounts it. */
    static FullDisk mount(Kind kind, Path folder) throws IOException, InterruptedException {
        Path mount = folder.resolve("disk");
        Files.createDirectories(mount);
        switch (kind) {
            case TMPFS ->
                Command.run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MIB + "m", "varve-full", mount.toString());
            case EXT4 -> {
                Path image = Files.createTempFile(Path.of("/dev/shm"), "varve-full", ".img");
                try {
                    Command.run("truncate", "-s", SIZE_MIB + "M", image.toString());
                    Command.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
                    Command.run("mount", "-o", "loop", image.toString(), mount.toString());
                } finally {
                    Files.delete(image); // the loop device has it open
                }
            }
        }
        FullDisk disk = new FullDisk(kind, mount);
        Files.write(disk.reserve(), new byte[RESERVE_BYTES]);
        return disk;
    }

    Kind kind() {
        return kind;
    }

    Path store() {
        return mount.resolve("store");
    }

    private Path reserve() {
        return mount.resolve("reserve");
    }

    /** Gives back what strangers took, so that it can be judged in any case what became of the records. */
    void relieve() throws IOException {
        Files.deleteIfExists(filler());
        Files.deleteIfExists(reserve());
    }

    Path filler() {
        return mount.resolve("filler");
    }

    /** Takes what room there is, to the last byte, as a stranger would. */
    void fillUp() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (FileChannel channel = FileChannel.open(
                filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int size = CHUNK_BYTES; size > 0; ) {
                chunk.clear().limit(size);
                size = written(channel, chunk) ? size : size / 2;
            }
        }
    }

    private static boolean written(FileChannel channel, ByteBuffer chunk) {
        try {
            return channel.write(chunk) > 0;
        } catch (IOException full) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Command.run("umount", mount.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // the mount goes with this process
        }
    }
}
