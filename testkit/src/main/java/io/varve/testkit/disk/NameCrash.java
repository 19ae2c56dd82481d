package io.varve.testkit.disk;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A crash of the names in folders, from the root down. */
final class NameCrash {

    private final CrashChoices choices;
    private final CrashRules rules;
    private final CrashFindings findings;

    /** Whether names that were moved between folders are where they went; decided once, at whichever end is first. */
    private final IdentityHashMap<Change.Put, Boolean> moved = new IdentityHashMap<>();

    private final IdentityHashMap<Node, Boolean> done = new IdentityHashMap<>();

    NameCrash(CrashChoices choices, CrashRules rules, CrashFindings findings) {
        this.choices = choices;
        this.rules = rules;
        this.findings = findings;
    }

    void crash(Folder folder) {
        if (done.put(folder, true) != null) {
            return;
        }
        if (rules != CrashRules.EVERYTHING) {
            folder.names = left(folder);
            folder.durable = new TreeMap<>(folder.names);
            folder.pending.clear();
        }
        for (Node node : folder.names.values()) {
            switch (node) {
                case Folder below -> crash(below);
                case Content content -> {
                    if (done.put(content, true) == null) {
                        content.crash(choices, rules, findings);
                    }
                }
            }
        }
    }

    private SortedMap<String, Node> left(Folder folder) {
        SortedMap<String, Node> left = new TreeMap<>(folder.durable);
        List<Change> pending = folder.pending;
        int whole = rules == CrashRules.IN_ORDER ? choices.below(pending.size() + 1) : pending.size();
        CrashChoices.Mood mood = pending.isEmpty() ? CrashChoices.Mood.ALL_KEPT : choices.mood();
        for (int index = 0; index < pending.size(); index++) {
            boolean wanted = switch (rules) {
                case POSIX_MINIMUM -> isKept(mood);
                case IN_ORDER -> index < whole;
                case NOTHING_UNFORCED -> false;
                case EVERYTHING -> true;
            };
            if (isApplied(pending.get(index), wanted)) {
                pending.get(index).apply(left);
            } else {
                findings.name();
            }
        }
        return left;
    }

    private boolean isKept(CrashChoices.Mood mood) {
        return switch (mood) {
            case ALL_LOST -> false;
            case ALL_KEPT -> true;
            case MIXED -> choices.below(2) == 0;
        };
    }

    private boolean isApplied(Change change, boolean wanted) {
        return switch (change) {
            case Change.Put put -> isThere(put, wanted);
            case Change.Remove removed when removed.movedTo != null -> wanted && isThere(removed.movedTo, true);
            case Change.Remove _, Change.Rename _ -> wanted;
        };
    }

    private boolean isThere(Change.Put put, boolean wanted) {
        return put.settled || moved.computeIfAbsent(put, _ -> wanted);
    }
}
