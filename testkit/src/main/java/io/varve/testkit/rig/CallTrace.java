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
     * anew, or something acknowledged before anything was forced.
     */
    Optional<String> broken() {
        Map<String, String> begun = new HashMap<>();
        Set<String> distrusted = new HashSet<>();
        boolean forcedSince = true;
        for (String line : lines) {
            Matcher made = CALL.matcher(line);
            Matcher resumed = RESUMED.matcher(line);
            String terms;
            if (made.matches()) {
                terms = made.group(2) + " " + made.group(3);
                begun.put(made.group(1), terms);
            } else if (resumed.matches()) {
                terms = begun.getOrDefault(resumed.group(1), "") + resumed.group(3);
            } else {
                continue;
            }
            if (line.contains("<unfinished")) {
                continue;
            }
            if (terms.startsWith("fdatasync ") || terms.startsWith("fsync ")) {
                String file = forced(terms);
                boolean failed = terms.contains("= -1 ");
                if (!failed && distrusted.contains(file)) {
                    return Optional.of(file + " was forced again after its force had failed");
                }
                if (failed && Files.isRegularFile(Path.of(file))) {
                    distrusted.add(file);
                }
                forcedSince = !failed;
            } else if (terms.startsWith("openat ")) {
                Matcher opened = OPENED.matcher(terms);
                if (opened.matches()) {
                    distrusted.remove(opened.group(1));
                }
            } else if (terms.startsWith("write ") && terms.contains(DISK_ACKNOWLEDGED) && !forcedSince) {
                return Optional.of("a record was acknowledged after a failed force, before anything was forced");
            }
        }
        return Optional.empty();
    }

    private static String forced(String terms) {
        Matcher file = FORCED.matcher(terms.substring(terms.indexOf(' ') + 1));
        return file.matches() ? file.group(1) : "";
    }
}
