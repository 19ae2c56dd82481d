package io.varve.catalog;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import io.varve.io.DiskLock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk that takes the rules of what survives a crash at their word: {@link #crash} keeps forced bytes and forced
 * names, and of all others a part that a seed picks. One thread.
 */
final class ForgetfulDisk implements Disk {

    private sealed interface Node {}

    private static final class Folder implements Node {
        Map<String, Node> names = new TreeMap<>();
        Map<String, Node> forced = new TreeMap<>();
        final List<Change> pending = new ArrayList<>();

        void change(Change change) {
            change.apply(names);
            pending.add(change);
        }
    }

    private static final class Bytes implements Node {
        byte[] content = new byte[0];
        byte[] forced = new byte[0];
    }

    private sealed interface Change {
        void apply(Map<String, Node> names);

        record Add(String name, Node node) implements Change {
            @Override
            public void apply(Map<String, Node> names) {
                names.put(name, node);
            }
        }

        record Remove(String name) implements Change {
            @Override
            public void apply(Map<String, Node> names) {
                names.remove(name);
            }
        }

        /** The file that was renamed, and no other one that has its old name after the crash, gets the new name. */
        record Rename(String from, String to, Node moved) implements Change {
            @Override
            public void apply(Map<String, Node> names) {
                names.remove(from, moved);
                names.put(to, moved);
            }
        }
    }

    /** Neighbouring seeds begin with the same coin, unless they are spread. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final Folder root = new Folder();

    /** What is left after the power was cut; seed 0 keeps nothing that was not forced. */
    void crash(long seed) {
        crash(root, seed == 0 ? null : new Random(seed * SPREAD));
    }

    private static void crash(Folder folder, @Nullable Random random) {
        Map<String, Node> left = new TreeMap<>(folder.forced);
        for (Change change : folder.pending) {
            if (random != null && random.nextBoolean()) {
                change.apply(left);
            }
        }
        folder.pending.clear();
        folder.names = left;
        folder.forced = new TreeMap<>(left);
        for (Node node : left.values()) {
            switch (node) {
                case Folder inner -> crash(inner, random);
                case Bytes bytes -> {
                    bytes.content = random != null && random.nextBoolean() ? bytes.content : bytes.forced;
                    bytes.forced = bytes.content;
                }
            }
        }
    }

    @Override
    public List<String> list(Path directory) {
        return List.copyOf(folder(directory, "list").names.keySet());
    }

    @Override
    public boolean exists(Path path) {
        return node(path) != null;
    }

    @Override
    public void createDirectories(Path directory) {
        Folder folder = root;
        for (Path name : directory.toAbsolutePath()) {
            if (!(folder.names.get(name.toString()) instanceof Folder)) {
                folder.change(new Change.Add(name.toString(), new Folder()));
            }
            folder = (Folder) folder.names.get(name.toString());
        }
    }

    @Override
    public DiskFile create(Path path, long expectedBytes) {
        if (exists(path)) {
            throw failure(path, "create", Kind.ALREADY_EXISTS);
        }
        Bytes bytes = new Bytes();
        parent(path, "create").change(new Change.Add(path.getFileName().toString(), bytes));
        return new OpenFile(path, bytes);
    }

    @Override
    public DiskFile openRead(Path path) {
        return openWrite(path);
    }

    @Override
    public DiskFile openWrite(Path path) {
        Node node = node(path);
        if (node instanceof Bytes bytes) {
            return new OpenFile(path, bytes);
        }
        throw failure(path, "open", node == null ? Kind.NOT_FOUND : Kind.OTHER);
    }

    @Override
    public void rename(Path from, Path to) {
        Folder folder = parent(from, "rename");
        Node moved = node(from);
        if (folder != parent(to, "rename") || moved == null || (node(to) instanceof Folder)) {
            throw failure(from, "rename", Kind.OTHER);
        }
        folder.change(new Change.Rename(
                from.getFileName().toString(), to.getFileName().toString(), moved));
    }

    @Override
    public void delete(Path path) {
        Node node = node(path);
        if (node == null || (node instanceof Folder folder && !folder.names.isEmpty())) {
            throw failure(path, "delete", node == null ? Kind.NOT_FOUND : Kind.OTHER);
        }
        parent(path, "delete").change(new Change.Remove(path.getFileName().toString()));
    }

    @Override
    public void forceDirectory(Path directory) {
        Folder folder = folder(directory, "force");
        folder.forced = new TreeMap<>(folder.names);
        folder.pending.clear();
    }

    @Override
    public DiskLock lock(Path path, String holder) {
        return () -> {};
    }

    @Override
    public long usableBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    private @Nullable Node node(Path path) {
        Node node = root;
        for (Path name : path.toAbsolutePath()) {
            if (!(node instanceof Folder folder)) {
                return null;
            }
            node = folder.names.get(name.toString());
        }
        return node;
    }

    private Folder folder(Path path, String verb) {
        if (node(path) instanceof Folder folder) {
            return folder;
        }
        throw failure(path, verb, exists(path) ? Kind.OTHER : Kind.NOT_FOUND);
    }

    private Folder parent(Path path, String verb) {
        return folder(path.toAbsolutePath().getParent(), verb);
    }

    private static StorageFailedException failure(Path path, String verb, Kind kind) {
        return new StorageFailedException(path, verb, -1, kind, "not so on this disk");
    }

    private record OpenFile(Path path, Bytes bytes) implements DiskFile {

        @Override
        public int write(long positionBytes, ByteBuffer buffer) {
            int end = (int) positionBytes + buffer.remaining();
            byte[] changed = Arrays.copyOf(bytes.content, Math.max(bytes.content.length, end));
            int taken = buffer.remaining();
            buffer.get(changed, (int) positionBytes, taken);
            bytes.content = changed;
            return taken;
        }

        @Override
        public int read(long positionBytes, ByteBuffer buffer) {
            int given = (int) Math.min(buffer.remaining(), bytes.content.length - positionBytes);
            if (given <= 0) {
                return -1;
            }
            buffer.put(bytes.content, (int) positionBytes, given);
            return given;
        }

        @Override
        public long sizeBytes() {
            return bytes.content.length;
        }

        @Override
        public void truncate(long sizeBytes) {
            bytes.content = Arrays.copyOf(bytes.content, (int) Math.min(sizeBytes, bytes.content.length));
        }

        @Override
        public void force(boolean metadata) {
            bytes.forced = bytes.content;
        }

        @Override
        public void close() {}
    }
}
