package io.varve.io;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import io.varve.error.StoreLockedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A disk in this process's heap, gone when it is. It keeps the contract of the real disk, held to it by the same tests:
 * the same errors, names that can be changed and removed under open files, a part taken before it says that it is full.
 *
 * <p>Paths are those of the default file system, made absolute; nothing of them has to exist there. Only the root
 * folder exists at first. Capacity is counted in whole chunks of {@link MemoryContent}, so that a file may take up to
 * twice its size while it is small.
 *
 * <p>Threads: any. Names are guarded by one lock, held for steps in memory only; bytes are reached without it.
 */
public final class MemoryDisk implements Disk {

    private final MemorySpace space;
    private final ReentrantLock names = new ReentrantLock();

    private final MemoryFolder root = new MemoryFolder();

    /** Holds the root folder under the empty name, so that the root too has a folder that it is in. */
    private final MemoryFolder origin = new MemoryFolder();

    /**
     * An empty disk.
     *
     * @param capacityBytes how many bytes all files together may take, &gt; 0; where the heap is smaller, it is the
     *     bound
     */
    public MemoryDisk(long capacityBytes) {
        if (capacityBytes <= 0) {
            throw new IllegalArgumentException("capacityBytes must be above 0, not " + capacityBytes);
        }
        this.space = new MemorySpace(capacityBytes);
        origin.nodes.put("", root);
    }

    /** A name and the folder that it is in. */
    private record Place(MemoryFolder folder, String name) {
        @Nullable
        MemoryNode node() {
            return folder.nodes.get(name);
        }
    }

    @Override
    public List<String> list(Path directory) {
        names.lock();
        try {
            return List.copyOf(folder(directory, "list").nodes.keySet());
        } finally {
            names.unlock();
        }
    }

    @Override
    public boolean exists(Path path) {
        names.lock();
        try {
            MemoryNode node = root;
            for (Path name : absolute(path)) {
                node = node instanceof MemoryFolder folder ? folder.nodes.get(name.toString()) : null;
            }
            return node != null;
        } finally {
            names.unlock();
        }
    }

    @Override
    public void createDirectories(Path directory) {
        names.lock();
        try {
            MemoryFolder folder = root;
            int depth = 0;
            Path absolute = absolute(directory);
            for (Path name : absolute) {
                depth++;
                MemoryNode node = folder.nodes.computeIfAbsent(name.toString(), _ -> new MemoryFolder());
                if (!(node instanceof MemoryFolder below)) {
                    Kind kind = depth == absolute.getNameCount() ? Kind.ALREADY_EXISTS : Kind.OTHER;
                    throw failure(directory, "create folder", kind, "a file is in the way");
                }
                folder = below;
            }
        } finally {
            names.unlock();
        }
    }

    /** The hint goes unused: a file takes room as it grows. */
    @Override
    public DiskFile create(Path path, long expectedBytes) {
        names.lock();
        try {
            Place place = place(path, "create");
            if (place.node() != null) {
                throw failure(path, "create", Kind.ALREADY_EXISTS, "it exists already");
            }
            MemoryContent content = new MemoryContent(space);
            place.folder().nodes.put(place.name(), content);
            content.openHandle();
            return new MemoryFile(path, content, true);
        } finally {
            names.unlock();
        }
    }

    @Override
    public DiskFile openRead(Path path) {
        return open(path, false);
    }

    @Override
    public DiskFile openWrite(Path path) {
        return open(path, true);
    }

    private DiskFile open(Path path, boolean writable) {
        names.lock();
        try {
            MemoryContent content = content(path, existing(path, place(path, "open"), "open"), "open");
            content.openHandle();
            return new MemoryFile(path, content, writable);
        } finally {
            names.unlock();
        }
    }

    @Override
    public void rename(Path from, Path to) {
        names.lock();
        try {
            Place source = place(from, "rename");
            MemoryNode moved = existing(from, source, "rename");
            Place target = place(to, "rename");
            MemoryNode replaced = target.node();
            if (moved == replaced) {
                return;
            }
            if (moved instanceof MemoryFolder && absolute(to).startsWith(absolute(from))) {
                throw failure(from, "rename", Kind.OTHER, "a folder cannot be moved into itself, to " + to);
            }
            checkReplaceable(to, moved, replaced);
            source.folder().nodes.remove(source.name());
            target.folder().nodes.put(target.name(), moved);
            if (replaced instanceof MemoryContent content) {
                content.removeName();
            }
        } finally {
            names.unlock();
        }
    }

    private static void checkReplaceable(Path to, MemoryNode moved, @Nullable MemoryNode replaced) {
        switch (replaced) {
            case null -> {}
            case MemoryContent _
            when moved instanceof MemoryFolder ->
                throw failure(to, "rename", Kind.OTHER, "a folder cannot replace a file");
            case MemoryFolder _
            when moved instanceof MemoryContent ->
                throw failure(to, "rename", Kind.OTHER, "a file cannot replace a folder");
            case MemoryFolder folder
            when !folder.nodes.isEmpty() ->
                throw failure(to, "rename", Kind.OTHER, "the folder to replace is not empty");
            case MemoryContent _, MemoryFolder _ -> {}
        }
    }

    @Override
    public void delete(Path path) {
        names.lock();
        try {
            Place place = place(path, "delete");
            MemoryNode node = existing(path, place, "delete");
            if (node instanceof MemoryFolder folder && (!folder.nodes.isEmpty() || place.folder() == origin)) {
                throw failure(path, "delete", Kind.OTHER, "the folder is not empty, or the root");
            }
            place.folder().nodes.remove(place.name());
            if (node instanceof MemoryContent content) {
                content.removeName();
            }
        } finally {
            names.unlock();
        }
    }

    /** Memory has nothing to force. */
    @Override
    public void forceDirectory(Path directory) {
        names.lock();
        try {
            folder(directory, "force");
        } finally {
            names.unlock();
        }
    }

    @Override
    public DiskLock lock(Path path, String holder) {
        names.lock();
        try {
            Place place = place(path, "lock");
            MemoryNode node = place.folder().nodes.computeIfAbsent(place.name(), _ -> new MemoryContent(space));
            MemoryContent content = content(path, node, "lock");
            if (content.lockHolder != null) {
                throw new StoreLockedException(LockHolder.folderOf(path), content.lockHolder);
            }
            content.openHandle();
            MemoryFile file = new MemoryFile(path, content, true);
            LockHolder.write(file, holder);
            content.lockHolder = LockHolder.oneLine(holder);
            return () -> unlock(content, file);
        } finally {
            names.unlock();
        }
    }

    private void unlock(MemoryContent content, MemoryFile file) {
        names.lock();
        try {
            // A second close must not free the lock of whoever took it in between.
            if (file.isOpen()) {
                content.lockHolder = null;
                file.close();
            }
        } finally {
            names.unlock();
        }
    }

    @Override
    public long usableBytes(Path directory) {
        names.lock();
        try {
            existing(directory, place(directory, "measure"), "measure");
            return space.usableBytes();
        } finally {
            names.unlock();
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Where a name is, or would be: the folders above it must exist. */
    private Place place(Path path, String verb) {
        MemoryFolder folder = origin;
        String name = "";
        for (Path next : absolute(path)) {
            folder = asFolder(path, folder.nodes.get(name), verb);
            name = next.toString();
        }
        return new Place(folder, name);
    }

    private MemoryFolder folder(Path path, String verb) {
        return asFolder(path, place(path, verb).node(), verb);
    }

    private static MemoryFolder asFolder(Path path, @Nullable MemoryNode node, String verb) {
        return switch (node) {
            case null -> throw failure(path, verb, Kind.NOT_FOUND, "it, or a folder above it, does not exist");
            case MemoryContent _ -> throw failure(path, verb, Kind.OTHER, "it, or a part of its path, is no folder");
            case MemoryFolder folder -> folder;
        };
    }

    private static MemoryNode existing(Path path, Place place, String verb) {
        MemoryNode node = place.node();
        if (node == null) {
            throw failure(path, verb, Kind.NOT_FOUND, "it does not exist");
        }
        return node;
    }

    private static MemoryContent content(Path path, MemoryNode node, String verb) {
        return switch (node) {
            case MemoryContent content -> content;
            case MemoryFolder _ -> throw failure(path, verb, Kind.OTHER, "it is a folder");
        };
    }

    private static StorageFailedException failure(Path path, String verb, Kind kind, String detail) {
        return new StorageFailedException(path, verb, -1, kind, detail);
    }
}
