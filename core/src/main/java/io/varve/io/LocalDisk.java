package io.varve.io;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The disk of this machine, for Linux and macOS. It keeps no state: one instance serves the process.
 *
 * <p>No verb can be interrupted: open files are {@link LocalFile}s, which tell why, and the verbs on names are single
 * system calls that the JDK does not make interruptible.
 */
public final class LocalDisk implements Disk {

    private static final LocalDisk INSTANCE = new LocalDisk();

    private LocalDisk() {}

    /**
     * The disk of this machine.
     *
     * @throws io.varve.error.StorageFailedException on Windows, where folders cannot be forced, open files not be
     *     renamed, and transfers not be run in the calling thread
     */
    public static LocalDisk instance() {
        if (File.separatorChar == '\\') {
            throw StorageFailures.misuse(
                    Path.of("."),
                    "use",
                    -1,
                    "this file system cannot give the promises of a store; use Linux or macOS");
        }
        return INSTANCE;
    }

    @Override
    public List<String> list(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
            }
        } catch (DirectoryIteratorException failure) {
            throw StorageFailures.of(directory, "list", -1, Objects.requireNonNullElse(failure.getCause(), failure));
        } catch (IOException failure) {
            throw StorageFailures.of(directory, "list", -1, failure);
        }
        Collections.sort(names);
        return List.copyOf(names);
    }

    /**
     * Not {@code Files.exists}, which says no where it may not look: a store would then take itself for an empty one.
     */
    @Override
    public boolean exists(Path path) {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        } catch (IOException failure) {
            throw StorageFailures.of(path, "look up", -1, failure);
        }
    }

    @Override
    public void createDirectories(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw StorageFailures.of(directory, "create folder", -1, failure);
        }
    }

    /** The hint goes unused: the JDK has no way to reserve space short of writing it. */
    @Override
    public DiskFile create(Path path, long expectedBytes) {
        return LocalFile.open(path, "create", Set.of(READ, WRITE, CREATE_NEW));
    }

    @Override
    public DiskFile openRead(Path path) {
        // The system opens a folder for reading and fails at the first read only.
        if (Files.isDirectory(path)) {
            throw StorageFailures.misuse(path, "open", -1, "it is a folder");
        }
        return LocalFile.open(path, "open", Set.of(READ));
    }

    @Override
    public DiskFile openMapped(Path path) {
        return MappedFile.open(path);
    }

    @Override
    public DiskFile openWrite(Path path) {
        return LocalFile.open(path, "open", Set.of(READ, WRITE));
    }

    @Override
    public void rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw StorageFailures.of(from, "rename to " + to + " the file", -1, failure);
        }
    }

    @Override
    public void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException failure) {
            throw StorageFailures.of(path, "delete", -1, failure);
        }
    }

    /** A folder can be opened for reading and forced like a file, on Linux and macOS. */
    @Override
    public void forceDirectory(Path directory) {
        if (Files.isRegularFile(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw StorageFailures.misuse(directory, "force", -1, "it is no folder");
        }
        try (LocalFile folder = LocalFile.open(directory, "force", Set.of(READ))) {
            folder.force(true);
        }
    }

    @Override
    public DiskLock lock(Path path, String holder) {
        return LocalLock.take(path, holder);
    }

    @Override
    public long usableBytes(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException failure) {
            throw StorageFailures.of(directory, "measure", -1, failure);
        }
    }
}
