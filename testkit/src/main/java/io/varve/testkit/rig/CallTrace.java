package io.varve.testkit.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code strace -f -y} wrote of a victim's life: how many calls each thread made, and whether what follows from a
 * failed force was respected.
 */
final class CallTrace {

    private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)");
    private static final Pattern FORCED = Pattern.compile("\\d+<([^>]*)>.*");
    private static final Pattern OPENED = Pattern.compile("[^\"]*\"([^\"]*)\".*O_(?:TRUNC|EXCL).*");

    /** How strace shows the first two bytes of an acknowledgement that promises DISK, see {@link Event#write}. */
    private static final String DISK_ACKNOWLEDGED = "\"\\" + (Event.Kind.ACKNOWLEDGED.ordinal() + 1) + "\\2";

    private final List<String> lines;

    private CallTrace(List<String> lines) {
        this.lines = lines;
    }

    static CallTrace read(Path file) throws IOException {
        return new CallTrace(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
    }

    /** Whether the engine's life began. */
    boolean marked() {
        return lines.stream().anyMatch(line -> line.contains(Victim.MARK.toString()));
    }

    boolean injected() {
        return lines.stream().anyMatch(line -> line.contains("(INJECTED)"));
    }

    /** How many times a call was made by the thread that made it most often, before the mark or after. */
    int calls(String call, boolean afterTheMark) {
        Map<String, Integer> callsByThread = new HashMap<>();
        boolean marked = false;
        int most = 0;
        for (String line : lines) {
            marked |= line.contains(Victim.MARK.toString());
            Matcher made = CALL.matcher(line);
            if (marked == afterTheMark && made.matches() && made.group(2).equals(call)) {
                most = Math.max(most, callsByThread.merge(made.group(1), 1, Integer::sum));
            }
        }
        return most;
    }

    /**
     * What was done after a failed force that must not be done: the same file forced again without having been written
     * anew, or something acknowledged by the thread that failed to force it, before anything was forced.
     */
    Optional<String> broken() {
        Trust trust = new Trust();
        for (String line : lines) {
            Optional<String> broken = trust.broken(line);
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }

    /** What may be trusted as the calls are gone through. */
    private static final class Trust {

        private final Map<String, String> begunByThread = new HashMap<>();
        private final Set<String> distrustedFiles = new HashSet<>();

        /** Threads whose force failed, and nothing was forced since. */
        private final Set<String> failedThreads = new HashSet<>();

        Optional<String> broken(String line) {
            Matcher made = CALL.matcher(line);
            if (made.matches()) {
                String terms = made.group(2) + " " + made.group(3);
                begunByThread.put(made.group(1), terms);
                return line.contains("<unfinished") ? Optional.empty() : ended(made.group(1), terms);
            }
            Matcher resumed = RESUMED.matcher(line);
            return resumed.matches()
                    ? ended(resumed.group(1), begunByThread.getOrDefault(resumed.group(1), "") + resumed.group(3))
                    : Optional.empty();
        }

        private Optional<String> ended(String thread, String terms) {
            if (terms.startsWith("fdatasync ") || terms.startsWith("fsync ")) {
                return forced(thread, terms);
            }
            Matcher opened = OPENED.matcher(terms);
            if (terms.startsWith("openat ") && opened.matches()) {
                distrustedFiles.remove(opened.group(1));
            }
            return terms.startsWith("write ") && terms.contains(DISK_ACKNOWLEDGED) && failedThreads.contains(thread)
                    ? Optional.of("a record was acknowledged by the thread that had failed to force it")
                    : Optional.empty();
        }

        private Optional<String> forced(String thread, String terms) {
            Matcher match = FORCED.matcher(terms.substring(terms.indexOf(' ') + 1));
            String file = match.matches() ? match.group(1) : "";
            if (!terms.contains("= -1 ")) {
                failedThreads.clear();
                return distrustedFiles.contains(file)
                        ? Optional.of(file + " was forced again after its force had failed")
                        : Optional.empty();
            }
            failedThreads.add(thread);
            if (file.lastIndexOf('.')
                    > file.lastIndexOf('/')) { // a folder may be gone by now, but has no dot in its name
                distrustedFiles.add(file);
            }
            return Optional.empty();
        }
    }
}
