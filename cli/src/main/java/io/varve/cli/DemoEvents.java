package io.varve.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Real events found on this machine, as lines of JSON.
 *
 * @param origin where they are from
 * @param lines one event each
 * @param timestampsMs when each happened
 */
record DemoEvents(String origin, List<String> lines, List<Long> timestampsMs) {

    private static final int EVENTS_MAX = 20_000;
    private static final int EVENTS_MIN = 3;
    private static final long GIT_SECONDS_MAX = 3;
    private static final String FIELD_SEPARATOR = "\u0001";
    private static final Path PACKAGE_LOG = Path.of("/var/log/dpkg.log");
    private static final DateTimeFormatter PACKAGE_LOG_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    /** The best that there is: a repository's history, the package manager's log, or a listing of files. */
    static DemoEvents find() {
        List<Path> places = Stream.of(programFolder(), Path.of("").toAbsolutePath())
                .distinct()
                .toList();
        for (Path place : places) {
            DemoEvents history = gitHistory(place);
            if (history.lines.size() >= EVENTS_MIN) {
                return history;
            }
        }
        DemoEvents packages = packageLog();
        return packages.lines.size() >= EVENTS_MIN ? packages : listing(places);
    }

    /** A moment in the midst of them, as people write it. */
    String middleTime() {
        List<Long> sorted = timestampsMs.stream().sorted().toList();
        return Instant.ofEpochMilli(sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2))
                .toString();
    }

    private static DemoEvents empty(String origin) {
        return new DemoEvents(origin, new ArrayList<>(), new ArrayList<>());
    }

    /** The folder of the jar or of the classes. */
    private static Path programFolder() {
        try {
            Path program = Path.of(DemoEvents.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = program.getParent();
            return folder == null ? program : folder;
        } catch (URISyntaxException unusual) {
            return Path.of("").toAbsolutePath();
        }
    }

    private static DemoEvents gitHistory(Path folder) {
        DemoEvents events = empty("the history of the repository that holds " + folder);
        try {
            Path listed = Files.createTempFile("varve-demo-git-", ".log");
            try {
                String format = String.join("%x01", "--format=%H", "%ct", "%an", "%s");
                Process git = new ProcessBuilder("git", "-C", folder.toString(), "log", "--reverse", format)
                        .redirectOutput(listed.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                git.getOutputStream().close();
                if (!git.waitFor(GIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                    git.destroyForcibly();
                }
                lines(listed).forEach(events::addCommit);
            } finally {
                Files.delete(listed);
            }
        } catch (IOException | UncheckedIOException noGit) {
            return empty("no history: " + noGit.getMessage());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return events;
    }

    private void addCommit(String commit) {
        String[] fields = commit.split(FIELD_SEPARATOR, -1);
        if (fields.length == 4 && fields[1].matches("\\d{1,12}")) {
            add(fields[2], Long.parseLong(fields[1]) * 1000, "commit", fields[0], "subject", fields[3]);
        }
    }

    private static DemoEvents packageLog() {
        DemoEvents events = empty("the package manager's log, " + PACKAGE_LOG);
        try {
            lines(PACKAGE_LOG).forEach(events::addPackageLine);
        } catch (IOException | UncheckedIOException unreadable) {
            return empty("no log: " + unreadable.getMessage());
        }
        return events;
    }

    /** Such as {@code 2026-01-31 12:00:00 status installed libc6:amd64 2.41-12}. */
    private void addPackageLine(String line) {
        String[] words = line.split(" ", 5);
        if (words.length < 5) {
            return;
        }
        String[] rest = words[4].split(" ", 2);
        boolean isStatus = words[2].equals("status") && rest.length == 2;
        String packageName = isStatus ? rest[0] : words[3];
        String action = isStatus ? words[3] : words[2];
        String version = isStatus ? rest[1] : words[4];
        try {
            LocalDateTime local = LocalDateTime.parse(words[0] + " " + words[1], PACKAGE_LOG_TIME);
            long timestampMs = local.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
            add(packageName, timestampMs, "action", action, "version", version);
        } catch (DateTimeParseException notAnEvent) {
            return;
        }
    }

    private static DemoEvents listing(List<Path> places) {
        DemoEvents events = empty("the files under " + places);
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place, 12)) {
                for (Path file :
                        files.filter(Files::isRegularFile).limit(EVENTS_MAX).toList()) {
                    long modifiedMs = Files.getLastModifiedTime(file).toMillis();
                    events.add(
                            file.toString(), modifiedMs, "bytes", Long.toString(Files.size(file)), "event", "modified");
                }
            } catch (IOException | UncheckedIOException unreadable) {
                return events;
            }
        }
        return events;
    }

    /** Its first lines, whatever bytes they have. */
    private static List<String> lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.limit(EVENTS_MAX)
                    .map(line -> new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    /** Adds an event; one dated ahead of our clock would be refused, and gets the present moment. */
    private void add(String key, long timestampMs, String... members) {
        long acceptedMs = Math.min(timestampMs, System.currentTimeMillis());
        JsonText json = new JsonText();
        json.raw("{\"key\":")
                .string(key)
                .raw(",\"timestamp\":")
                .number(acceptedMs)
                .raw(",\"value\":{");
        for (int at = 0; at < members.length; at += 2) {
            json.raw(at == 0 ? "" : ",").string(members[at]).raw(":").string(members[at + 1]);
        }
        lines.add(json.raw("}}").toString());
        timestampsMs.add(acceptedMs);
    }
}
