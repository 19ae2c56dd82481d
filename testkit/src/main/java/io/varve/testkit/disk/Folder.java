package io.varve.testkit.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder: its names as they are, as they were forced last, and the changes in between. Guarded by the disk's lock.
 */
final class Folder implements Node {

    SortedMap<String, Node> names = new TreeMap<>();
    SortedMap<String, Node> durable = new TreeMap<>();
    final List<Change> pending = new ArrayList<>();

    void change(Change change) {
        change.apply(names);
        pending.add(change);
    }

    /** A name that was moved out of here is durable where it went to as well: a file is never nowhere. */
    void force() {
        for (Change change : pending) {
            switch (change) {
                case Change.Remove removed -> {
                    if (removed.movedTo != null) {
                        removed.movedTo.settled = true;
                    }
                }
                case Change.Put put -> put.settled = true;
                case Change.Rename _ -> {
                    // the copy below holds it
                }
            }
        }
        pending.clear();
        durable = new TreeMap<>(names);
    }

    /** Another image of it. */
    Folder fork(Map<Node, Node> copies, Map<Change.Put, Change.Put> puts) {
        Folder copy = new Folder();
        copies.put(this, copy);
        names.forEach((name, node) -> copy.names.put(name, fork(node, copies, puts)));
        durable.forEach((name, node) -> copy.durable.put(name, fork(node, copies, puts)));
        for (Change change : pending) {
            copy.pending.add(
                    switch (change) {
                        case Change.Put put -> fork(put, copies, puts);
                        case Change.Remove removed ->
                            new Change.Remove(
                                    removed.name,
                                    fork(removed.node, copies, puts),
                                    removed.movedTo == null ? null : fork(removed.movedTo, copies, puts));
                        case Change.Rename renamed ->
                            new Change.Rename(renamed.from, renamed.to, fork(renamed.node, copies, puts));
                    });
        }
        return copy;
    }

    private static Change.Put fork(Change.Put put, Map<Node, Node> copies, Map<Change.Put, Change.Put> puts) {
        Change.Put known = puts.get(put);
        if (known != null) {
            return known;
        }
        Change.Put copy = new Change.Put(put.name, fork(put.node, copies, puts));
        copy.settled = put.settled;
        puts.put(put, copy);
        return copy;
    }

    private static Node fork(Node node, Map<Node, Node> copies, Map<Change.Put, Change.Put> puts) {
        Node known = copies.get(node);
        if (known != null) {
            return known;
        }
        return switch (node) {
            case Folder folder -> folder.fork(copies, puts);
            case Content content -> {
                Content copy = content.fork();
                copies.put(content, copy);
                yield copy;
            }
        };
    }
}
