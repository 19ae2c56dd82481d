package io.varve.testkit.disk;

import io.varve.error.StorageFailedException;
import io.varve.error.StorageFailedException.Kind;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tree of names of a simulated disk. Guarded by the disk's lock. */
final class DiskNames {

    private final Folder root;

    /** Holds the root under the empty name, so that the root too has a folder that it is in. */
    private final Folder origin = new Folder();

    DiskNames(Folder root) {
        this.root = root;
        origin.names.put("", root);
    }

    private record Place(Folder folder, String name) {
        @Nullable
        Node node() {
            return folder.names.get(name);
        }
    }

    Folder root() {
        return root;
    }

    @Nullable
    Node find(Path path) {
        Node node = root;
        for (Path name : absolute(path)) {
            node = node instanceof Folder folder ? folder.names.get(name.toString()) : null;
        }
        return node;
    }

    Folder folder(Path path, String verb) {
        return asFolder(path, place(path, verb).node(), verb);
    }

    Node existing(Path path, String verb) {
        Node node = place(path, verb).node();
        if (node == null) {
            throw failure(path, verb, Kind.NOT_FOUND, "it does not exist");
        }
        return node;
    }

    Content content(Path path, String verb) {
        return asContent(path, existing(path, verb), verb);
    }

    void createFolders(Path directory) {
        Folder folder = root;
        Path absolute = absolute(directory);
        int depth = 0;
        for (Path name : absolute) {
            depth++;
            Node node = folder.names.get(name.toString());
            if (node == null) {
                node = new Folder();
                folder.change(new Change.Put(name.toString(), node));
            }
            if (!(node instanceof Folder below)) {
                Kind kind = depth == absolute.getNameCount() ? Kind.ALREADY_EXISTS : Kind.OTHER;
                throw failure(directory, "create folder", kind, "a file is in the way");
            }
            folder = below;
        }
    }

    Content create(Path path) {
        Place place = place(path, "create");
        if (place.node() != null) {
            throw failure(path, "create", Kind.ALREADY_EXISTS, "it exists already");
        }
        Content content = new Content();
        place.folder().change(new Change.Put(place.name(), content));
        return content;
    }

    Content createOrFind(Path path, String verb) {
        Place place = place(path, verb);
        return place.node() == null ? create(path) : asContent(path, existing(path, verb), verb);
    }

    /** Changes a name. @return the file whose name is gone by that */
    @Nullable
    Content rename(Path from, Path to) {
        Place source = place(from, "rename");
        Node moved = existing(from, "rename");
        Place target = place(to, "rename");
        Node replaced = target.node();
        if (moved == replaced) {
            return null;
        }
        if (moved instanceof Folder && absolute(to).startsWith(absolute(from))) {
            throw failure(from, "rename", Kind.OTHER, "a folder cannot be moved into itself, to " + to);
        }
        checkReplaceable(to, moved, replaced);
        if (source.folder() == target.folder()) {
            source.folder().change(new Change.Rename(source.name(), target.name(), moved));
        } else {
            Change.Put put = new Change.Put(target.name(), moved);
            target.folder().change(put);
            source.folder().change(new Change.Remove(source.name(), moved, put));
        }
        return withoutName(replaced);
    }

    private static void checkReplaceable(Path to, Node moved, @Nullable Node replaced) {
        switch (replaced) {
            case null -> {
                // a free name
            }
            case Content _ -> {
                if (moved instanceof Folder) {
                    throw failure(to, "rename", Kind.OTHER, "a folder cannot replace a file");
                }
            }
            case Folder folder -> {
                if (moved instanceof Content) {
                    throw failure(to, "rename", Kind.OTHER, "a file cannot replace a folder");
                }
                if (!folder.names.isEmpty()) {
                    throw failure(to, "rename", Kind.OTHER, "the folder to replace is not empty");
                }
            }
        }
    }

    /** Removes a name. @return the file that had it */
    @Nullable
    Content delete(Path path) {
        Node node = existing(path, "delete");
        Place place = place(path, "delete");
        if (node instanceof Folder folder && (!folder.names.isEmpty() || place.folder() == origin)) {
            throw failure(path, "delete", Kind.OTHER, "the folder is not empty, or the root");
        }
        place.folder().change(new Change.Remove(place.name(), node, null));
        return withoutName(node);
    }

    private static @Nullable Content withoutName(@Nullable Node node) {
        if (node instanceof Content content) {
            content.named = false;
            return content;
        }
        return null;
    }

    Map<Path, Long> files() {
        Map<Path, Long> files = new TreeMap<>();
        collect(root, Path.of("/"), files);
        return files;
    }

    private static void collect(Folder folder, Path path, Map<Path, Long> files) {
        folder.names.forEach((name, node) -> {
            switch (node) {
                case Folder below -> collect(below, path.resolve(name), files);
                case Content content -> files.put(path.resolve(name), content.sizeBytes());
            }
        });
    }

    /** What all files take; those that a crash gave their name back count as named. */
    long chargedBytes() {
        return chargedBytes(root);
    }

    private static long chargedBytes(Folder folder) {
        long total = 0;
        for (Node node : folder.names.values()) {
            switch (node) {
                case Folder below -> total += chargedBytes(below);
                case Content content -> {
                    content.named = true;
                    total += content.chargedBytes();
                }
            }
        }
        return total;
    }

    int pendingCount() {
        return pendingCount(root);
    }

    private static int pendingCount(Folder folder) {
        int total = folder.pending.size();
        for (Node node : folder.names.values()) {
            total += switch (node) {
                case Folder below -> pendingCount(below);
                case Content content -> content.pendingCount();
            };
        }
        return total;
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private Place place(Path path, String verb) {
        Folder folder = origin;
        String name = "";
        for (Path next : absolute(path)) {
            folder = asFolder(path, folder.names.get(name), verb);
            name = next.toString();
        }
        return new Place(folder, name);
    }

    private static Folder asFolder(Path path, @Nullable Node node, String verb) {
        return switch (node) {
            case null -> throw failure(path, verb, Kind.NOT_FOUND, "it, or a folder above it, does not exist");
            case Content _ -> throw failure(path, verb, Kind.OTHER, "it, or a part of its path, is no folder");
            case Folder folder -> folder;
        };
    }

    private static Content asContent(Path path, Node node, String verb) {
        return switch (node) {
            case Content content -> content;
            case Folder _ -> throw failure(path, verb, Kind.OTHER, "it is a folder");
        };
    }

    private static StorageFailedException failure(Path path, String verb, Kind kind, String detail) {
        return new StorageFailedException(path, verb, -1, kind, detail);
    }
}
