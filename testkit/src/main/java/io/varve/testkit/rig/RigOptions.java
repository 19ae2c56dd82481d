package io.varve.testkit.rig;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of a rig's command line: each a name with two dashes and a value. */
final class RigOptions {

    private final Map<String, String> values = new HashMap<>();

    private RigOptions() {}

    /**
     * Reads a command line.
     *
     * @param known the names that there are
     */
    static RigOptions parse(List<String> arguments, Set<String> known) {
        RigOptions options = new RigOptions();
        for (int index = 0; index < arguments.size(); index += 2) {
            String name = arguments.get(index);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown option " + name + "; there are " + known);
            }
            if (index + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " needs a value");
            }
            options.values.put(name, arguments.get(index + 1));
        }
        return options;
    }

    long number(String name, long otherwise) {
        String text = values.get(name);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(name + " " + text + ": expected a number", notANumber);
        }
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    Path folder(String name, Path otherwise) {
        return Path.of(text(name, otherwise.toString())).toAbsolutePath().normalize();
    }
}
