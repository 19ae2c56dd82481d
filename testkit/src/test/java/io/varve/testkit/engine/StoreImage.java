package io.varve.testkit.engine;

import io.varve.error.StorageFailedException;
import io.varve.io.Disk;
import io.varve.io.DiskFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All files below a folder, as bytes: what a killed process leaves, to be put back changed and opened again. */
public final class StoreImage {

    private final Map<String, byte[]> files = new TreeMap<>();

    private StoreImage() {}

    /** How often is looked at a folder that changes while it is being read; what changes it does so for moments. */
    private static final int LOOKS_MAX = 1_000;

    /**
     * Every file below a folder as it is now; no folder is seen but for its files. The process may write in the
     * background meanwhile: its death leaves the files of one moment, so two looks in a row must see the same.
     */
    public static StoreImage of(Disk disk, Path directory) {
        Optional<StoreImage> last = look(disk, directory);
        for (int looks = 1; looks < LOOKS_MAX; looks++) {
            Optional<StoreImage> now = look(disk, directory);
            if (now.isPresent() && last.isPresent() && now.get().isSame(last.get())) {
                return now.get();
            }
            last = now;
        }
        throw new IllegalStateException(directory + " changes all the time");
    }

    private static Optional<StoreImage> look(Disk disk, Path directory) {
        StoreImage image = new StoreImage();
        try {
            image.collect(disk, directory, "");
            return Optional.of(image);
        } catch (StorageFailedException gone) {
            if (gone.kind() == StorageFailedException.Kind.NOT_FOUND) {
                return Optional.empty(); // between the listing and the reading
            }
            throw gone;
        }
    }

    private boolean isSame(StoreImage other) {
        return files.keySet().equals(other.files.keySet())
                && files.entrySet().stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), other.files.get(file.getKey())));
    }

    private void collect(Disk disk, Path directory, String prefix) {
        for (String name : disk.list(directory)) {
            Path path = directory.resolve(name);
            if (isFolder(disk, path)) {
                collect(disk, path, prefix + name + "/");
            } else {
                files.put(prefix + name, content(disk, path));
            }
        }
    }

    private static boolean isFolder(Disk disk, Path path) {
        try {
            disk.list(path);
            return true;
        } catch (StorageFailedException file) {
            return false;
        }
    }

    private static byte[] content(Disk disk, Path path) {
        try (DiskFile file = disk.openRead(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
            int given = file.readFully(0, bytes);
            return Arrays.copyOf(bytes.array(), given);
        }
    }

    /** The names of the files, with their folders, sorted. */
    public Set<String> names() {
        return Set.copyOf(files.keySet());
    }

    /** The one file whose name ends so. */
    public String name(String suffix) {
        return names().stream()
                .filter(name -> name.endsWith(suffix))
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    /** What a file holds; leave it alone. */
    public byte[] bytes(String name) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new IllegalArgumentException("no file " + name + " among " + names());
        }
        return bytes;
    }

    /** The same with another content of one file. */
    public StoreImage with(String name, byte[] bytes) {
        StoreImage changed = new StoreImage();
        changed.files.putAll(files);
        changed.files.put(name, bytes);
        return changed;
    }

    /** The same without one file. */
    public StoreImage without(String name) {
        StoreImage changed = new StoreImage();
        changed.files.putAll(files);
        changed.files.remove(name);
        return changed;
    }

    /** The same without those files whose name ends so. */
    public StoreImage withoutEvery(String suffix) {
        StoreImage changed = new StoreImage();
        files.forEach((name, bytes) -> {
            if (!name.endsWith(suffix)) {
                changed.files.put(name, bytes);
            }
        });
        return changed;
    }

    /** Writes all files below a folder. */
    public void write(Disk disk, Path directory) {
        disk.createDirectories(directory);
        files.forEach((name, bytes) -> {
            Path path = directory.resolve(name);
            disk.createDirectories(path.getParent());
            try (DiskFile file = disk.create(path, bytes.length)) {
                file.writeFully(0, ByteBuffer.wrap(bytes));
            }
        });
    }
}
