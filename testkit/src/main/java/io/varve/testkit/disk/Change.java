package io.varve.testkit.disk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of a folder's names that is not forced yet. Guarded by the disk's lock. */
sealed interface Change {

    /** Does it to these names. */
    void apply(Map<String, Node> names);

    /** A new name; one that was moved here from another folder may have been forced with that one. */
    final class Put implements Change {
        final String name;
        final Node node;
        boolean settled;

        Put(String name, Node node) {
            this.name = name;
            this.node = node;
        }

        @Override
        public void apply(Map<String, Node> names) {
            names.put(name, node);
        }
    }

    /** A name that is gone; one that was moved to another folder is gone from here only if it is there. */
    final class Remove implements Change {
        final String name;
        final Node node;
        final @Nullable Put movedTo;

        Remove(String name, Node node, @Nullable Put movedTo) {
            this.name = name;
            this.node = node;
            this.movedTo = movedTo;
        }

        @Override
        public void apply(Map<String, Node> names) {
            names.remove(name, node);
        }
    }

    /** Another name in the same folder: in one step, whatever name the node had there. */
    final class Rename implements Change {
        final String from;
        final String to;
        final Node node;

        Rename(String from, String to, Node node) {
            this.from = from;
            this.to = to;
            this.node = node;
        }

        @Override
        public void apply(Map<String, Node> names) {
            names.values().removeIf(other -> other == node);
            names.put(to, node);
        }
    }
}
