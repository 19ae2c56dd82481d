package io.varve.log;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.StateFile;
import io.varve.journal.JournalMark;
import io.varve.journal.LogKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The file {@code checkpoint}: how much of the journal is needed, and the marks of all logs, one line each; replaced as
 * a whole.
 *
 * <p>Where it is missing nothing is lost but time and the start offsets inside segments: all logs are checked from
 * their beginning and start with their first segment.
 */
final class Checkpoint {

    static final String FILE = "checkpoint";

    private static final String KIND = "checkpoint";
    private static final int VERSION = 2;
    private static final String JOURNAL_WORD = "journal";
    private static final int JOURNAL_WORDS = 5;
    private static final int LOG_WORDS = 8;
    private static final int HEXADECIMAL = 16;

    private Checkpoint() {}

    /** What was stored last; empty where there is no file. */
    static CheckpointContent read(Disk disk, Path file) {
        Map<LogKey, LogMarks> logs = new HashMap<>();
        Optional<StateFile.Content> content = StateFile.read(disk, file, KIND, VERSION);
        if (content.isEmpty()) {
            return new CheckpointContent(Optional.empty(), logs);
        }
        List<String> lines = content.get().lines();
        if (lines.isEmpty()) {
            throw malformed(file, "nothing");
        }
        try {
            JournalMark journal = journal(file, lines.getFirst());
            lines.subList(1, lines.size()).forEach(line -> parse(file, line, logs));
            return new CheckpointContent(Optional.of(journal), logs);
        } catch (NumberFormatException malformed) {
            throw malformed(file, String.valueOf(malformed.getMessage()));
        }
    }

    static void write(Disk disk, Path file, CheckpointContent content) {
        List<String> lines = new ArrayList<>(content.logs().size());
        content.logs()
                .forEach((key, mark) -> lines.add(key.topicId() + " " + key.partition() + " " + mark.startOffset()
                        + " " + mark.recoveryOffset() + " " + mark.recoverySegment() + " "
                        + mark.recoveryPositionBytes() + " " + mark.segmentCount() + " " + mark.sealedBytes()));
        lines.sort(null);
        JournalMark journal = content.journal().orElseThrow();
        lines.addFirst(JOURNAL_WORD + " " + Long.toHexString(journal.storeId()) + " " + journal.lowSequence() + " "
                + journal.nextSequence() + " " + journal.nextFileNumber());
        StateFile.write(disk, file, KIND, VERSION, lines);
    }

    private static JournalMark journal(Path file, String line) {
        String[] words = line.split(" ", -1);
        if (words.length != JOURNAL_WORDS || !words[0].equals(JOURNAL_WORD)) {
            throw malformed(file, line);
        }
        return new JournalMark(
                Long.parseUnsignedLong(words[1], HEXADECIMAL),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }

    private static void parse(Path file, String line, Map<LogKey, LogMarks> into) {
        String[] words = line.split(" ", -1);
        if (words.length != LOG_WORDS) {
            throw malformed(file, line);
        }
        try {
            LogKey key = new LogKey(UUID.fromString(words[0]), Integer.parseInt(words[1]));
            LogMarks marks = new LogMarks(
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Integer.parseInt(words[5]),
                    Integer.parseInt(words[6]),
                    Long.parseLong(words[7]));
            into.put(key, marks);
        } catch (IllegalArgumentException malformed) {
            throw malformed(file, line);
        }
    }

    private static CorruptionException malformed(Path file, String line) {
        return new CorruptionException(
                file,
                0,
                "a line of the journal, then lines of topic id, partition, start offset, recovery offset, its segment"
                        + " and position, segment count, sealed bytes",
                "'" + line + "'");
    }
}
