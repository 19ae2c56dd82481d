package io.varve.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The repository's files, found from wherever a module's tests run. */
final class Repository {

    /** Folders that hold what tools made, not what people wrote. */
    private static final List<String> MADE_BY_TOOLS = List.of("target", ".git", ".idea", "varve-data");

    private Repository() {}

    /** The folder that holds the launcher and the parent's pom. */
    static Path root() {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("core/pom.xml")) && Files.exists(folder.resolve("pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no repository root at or above " + start);
    }

    /** All files that people wrote and whose names end so, in a fixed order. */
    static List<Path> files(String ending) {
        try (Stream<Path> paths = Files.walk(root())) {
            return paths.filter(path -> path.toString().endsWith(ending))
                    .filter(path -> !madeByTools(root().relativize(path)))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a file. */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file's name as seen from the root, for messages. */
    static String name(Path file) {
        return root().relativize(file).toString();
    }

    private static boolean madeByTools(Path relative) {
        for (Path part : relative) {
            if (MADE_BY_TOOLS.contains(part.toString())) {
                return true;
            }
        }
        return false;
    }
}
