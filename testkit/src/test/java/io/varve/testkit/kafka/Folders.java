package io.varve.testkit.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Folders of files, copied and listed. */
final class Folders {

    private Folders() {}

    /** How often a copy is tried while something changes in the background; it does so for moments. */
    private static final int TRIES_MAX = 100;

    /**
     * Copies a folder and all within, which may be in use: what a kill at this moment would leave to be found. That is
     * the files of one moment, so a copy during which anything changed is made again.
     */
    static Path copy(Path from, Path to) throws IOException {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            try {
                Set<String> before = state(from);
                copyOnce(from, to);
                if (before.equals(state(from))) {
                    return to;
                }
            } catch (NoSuchFileException | UncheckedIOException gone) {
                // renamed or removed meanwhile
            }
            if (Files.exists(to)) {
                delete(to);
            }
        }
        throw new IOException(from + " changes all the time");
    }

    /** Names, sizes, times and identities of all files. */
    private static Set<String> state(Path folder) throws IOException {
        Set<String> state = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                state.add(file + " " + now.size() + " " + now.lastModifiedTime() + " " + now.fileKey());
            }
        }
        return state;
    }

    private static void copyOnce(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Removes a folder and all within. */
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The files of a folder whose names end so, by name. */
    static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path largest(Path folder, String suffix) throws IOException {
        Path largest = folder;
        long largestBytes = -1;
        for (Path file : files(folder, suffix)) {
            if (Files.size(file) > largestBytes) {
                largest = file;
                largestBytes = Files.size(file);
            }
        }
        return largest;
    }

    /** The base offset that a segment's file is named by. */
    static long baseOffset(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }
}
