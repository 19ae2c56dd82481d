package io.varve.log;

import io.varve.error.CorruptionException;
import io.varve.io.Disk;
import io.varve.io.StateFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The file {@code checkpoint}: the marks of all logs, one line each, replaced as a whole.
 *
 * <p>Where it is missing nothing is lost but time and the start offsets inside segments: all logs are checked from
 * their beginning and start with their first segment.
 */
final class Checkpoint {

    static final String FILE = "checkpoint";

    private static final String KIND = "checkpoint";
    private static final int VERSION = 1;
    private static final int WORDS = 8;

    private Checkpoint() {}

    /** The marks that were stored last; empty where there is no file. */
    static Map<CheckpointKey, LogMarks> read(Disk disk, Path file) {
        Map<CheckpointKey, LogMarks> marks = new HashMap<>();
        Optional<StateFile.Content> content = StateFile.read(disk, file, KIND, VERSION);
        if (content.isPresent()) {
            for (String line : content.get().lines()) {
                parse(file, line, marks);
            }
        }
        return marks;
    }

    static void write(Disk disk, Path file, Map<CheckpointKey, LogMarks> marks) {
        List<String> lines = new ArrayList<>(marks.size());
        marks.forEach((key, mark) -> lines.add(key.topicId() + " " + key.partition() + " " + mark.startOffset() + " "
                + mark.recoveryOffset() + " " + mark.recoverySegment() + " " + mark.recoveryPositionBytes() + " "
                + mark.segmentCount() + " " + mark.sealedBytes()));
        lines.sort(null);
        StateFile.write(disk, file, KIND, VERSION, lines);
    }

    private static void parse(Path file, String line, Map<CheckpointKey, LogMarks> into) {
        String[] words = line.split(" ", -1);
        try {
            if (words.length == WORDS) {
                CheckpointKey key = new CheckpointKey(UUID.fromString(words[0]), Integer.parseInt(words[1]));
                LogMarks marks = new LogMarks(
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        Long.parseLong(words[4]),
                        Integer.parseInt(words[5]),
                        Integer.parseInt(words[6]),
                        Long.parseLong(words[7]));
                into.put(key, marks);
                return;
            }
        } catch (IllegalArgumentException malformed) {
            throw malformed(file, line);
        }
        throw malformed(file, line);
    }

    private static CorruptionException malformed(Path file, String line) {
        return new CorruptionException(
                file,
                0,
                "lines of topic id, partition, start offset, recovery offset, its segment and position, segment count,"
                        + " sealed bytes",
                "'" + line + "'");
    }
}
