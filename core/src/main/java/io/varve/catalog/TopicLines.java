package io.varve.catalog;

import io.varve.error.CorruptionException;
import io.varve.error.InvalidConfigException;
import io.varve.error.UnsupportedFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Topics as the lines of a state file, the same in {@code catalog} and in {@code topic.properties}:
 *
 * <pre>
 * topic &lt;name&gt; &lt;identity&gt; &lt;partition count&gt; live|deleting
 * set &lt;key&gt; &lt;value&gt;                    as often as there are keys set for the topic above, by key
 * </pre>
 *
 * Names, identities, keys and values hold no spaces. Pure; any thread.
 */
final class TopicLines {

    static final int VERSION = 1;

    private static final Pattern TOPIC = Pattern.compile("topic (\\S+) (\\S+) ([1-9][0-9]{0,8}) (live|deleting)");
    private static final Pattern SET = Pattern.compile("set (\\S+) (\\S+)");

    private final Path file;
    private final List<TopicEntry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<UUID> ids = new HashSet<>();
    private final Map<String, String> overrides = new TreeMap<>();
    private Optional<Matcher> topic = Optional.empty();

    private TopicLines(Path file) {
        this.file = file;
    }

    static List<String> write(Collection<TopicEntry> entries) {
        List<String> lines = new ArrayList<>();
        for (TopicEntry entry : entries) {
            lines.add("topic " + entry.name() + " " + TopicId.text(entry.id()) + " " + entry.partitionCount() + " "
                    + entry.state().name().toLowerCase(Locale.ROOT));
            entry.configuration().overrides().forEach((key, value) -> lines.add("set " + key + " " + value));
        }
        return lines;
    }

    /**
     * Reads topics back.
     *
     * @param file where the lines come from, for messages
     * @param positionBytes where in that file they begin, for messages
     * @throws CorruptionException where a line is not as it was written, or two topics share a name or an identity
     * @throws UnsupportedFormatException where a configuration is none that this build accepts
     */
    static List<TopicEntry> read(Path file, long positionBytes, List<String> lines) {
        TopicLines reading = new TopicLines(file);
        long position = positionBytes;
        long topicPosition = positionBytes;
        for (String line : lines) {
            Matcher topicLine = TOPIC.matcher(line);
            if (topicLine.matches()) {
                reading.finishTopic(topicPosition);
                reading.topic = Optional.of(topicLine);
                topicPosition = position;
            } else {
                reading.readSetting(position, line);
            }
            position += line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        reading.finishTopic(topicPosition);
        return List.copyOf(reading.entries);
    }

    private void readSetting(long positionBytes, String line) {
        Matcher setting = SET.matcher(line);
        if (topic.isEmpty() || !setting.matches()) {
            throw damage(positionBytes, topic.isEmpty() ? "a line 'topic …'" : "a line 'set …' or 'topic …'", line);
        }
        if (overrides.put(setting.group(1), setting.group(2)) != null) {
            throw damage(positionBytes, "every key once", line);
        }
    }

    private void finishTopic(long positionBytes) {
        if (topic.isEmpty()) {
            return;
        }
        Matcher line = topic.get();
        String name = line.group(1);
        UUID id = TopicId.parse(line.group(2))
                .orElseThrow(() -> damage(positionBytes, "a topic's identity, 22 characters", line.group(2)));
        int partitionCount = Integer.parseInt(line.group(3));
        if (!TopicName.isValid(name) || partitionCount > PartitionFolder.PARTITION_COUNT_MAX) {
            throw damage(positionBytes, "a topic's name and partition count", line.group());
        }
        if (!names.add(name) || !ids.add(id)) {
            throw damage(positionBytes, "every topic and every identity once", line.group());
        }
        TopicEntry.State state = TopicEntry.State.valueOf(line.group(4).toUpperCase(Locale.ROOT));
        entries.add(new TopicEntry(name, id, partitionCount, state, configuration()));
        overrides.clear();
        topic = Optional.empty();
    }

    /** The checksum was right, so a setting that is not accepted was written by a later release. */
    private TopicConfig configuration() {
        try {
            return TopicConfig.parse(overrides);
        } catch (InvalidConfigException refused) {
            UnsupportedFormatException unsupported = new UnsupportedFormatException(
                    file,
                    VERSION + " with the unknown setting " + refused.key() + " = " + overrides.get(refused.key()),
                    VERSION + " with the settings that 'varve topic describe' lists");
            unsupported.initCause(refused);
            throw unsupported;
        }
    }

    private CorruptionException damage(long positionBytes, String expected, String found) {
        return new CorruptionException(file, positionBytes, expected, "'" + Shown.text(found) + "'");
    }
}
