package io.varve.cli;

import io.varve.Health;
import io.varve.Health.Finding;
import io.varve.Partition;
import io.varve.Topic;
import io.varve.Varve;
import io.varve.error.CorruptionException;
import io.varve.error.StorageFailedException;
import io.varve.error.StoreLockedException;
import io.varve.error.UnsupportedFormatException;
import io.varve.error.VarveException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve doctor}: what ails a store, and what to do about it. */
@Command(name = "doctor", header = "Say what ails the store, and what to do about it.", description = """

    Opens the store and each of its partitions, and prints one line for each finding: what it is, then \
    what to do. That the store cannot be opened is a finding, too. Not every record is read: 'varve dump' \
    checks files batch by batch.

    Exit status: 0 nothing found, 1 something found, or failed, 2 misused.
    """)
final class DoctorCommand implements Callable<Integer> {

    private static final int HEALTHY = 0;
    private static final int FOUND = 1;

    private final VarveCommand root;

    @Option(names = "--json", description = "as one JSON object")
    private boolean json;

    DoctorCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        root.checkStoreExists();
        Varve opened;
        try {
            opened = root.openOrMakeStore();
        } catch (VarveException failure) {
            return unusable(failure);
        }
        try (Varve varve = opened) {
            return examine(varve);
        }
    }

    private int examine(Varve varve) {
        int partitionCount = 0;
        int usableCount = 0;
        for (Topic topic : varve.topics()) {
            for (Partition partition : topic.partitions()) {
                partitionCount++;
                usableCount += isUsable(partition) ? 1 : 0;
            }
        }
        Health health = varve.health();
        if (json) {
            root.console().out().line(json(health, partitionCount));
        } else {
            root.console().out().line(summary(health, usableCount, partitionCount));
            health.findings().forEach(this::line);
        }
        return health.findings().isEmpty() ? HEALTHY : FOUND;
    }

    /** Opens a partition. What is wrong with it is part of the store's health afterwards. */
    private static boolean isUsable(Partition partition) {
        try {
            return partition.endOffset() >= 0;
        } catch (VarveException failure) {
            return false;
        }
    }

    private String summary(Health health, int usableCount, int partitionCount) {
        String free = health.usableBytes().isPresent()
                ? Figures.bytes(health.usableBytes().getAsLong())
                : "an unknown number of bytes";
        return "store " + root.storeFolder() + ": " + words(health.state()) + ", " + usableCount + " of "
                + Figures.count(partitionCount, "partition") + " usable, journal "
                + Figures.bytes(health.journalHeldBytes()) + " of " + Figures.bytes(health.journalBoundBytes())
                + ", checkpoint " + health.checkpointAgeMs() + " ms old, " + free + " free";
    }

    private void line(Finding finding) {
        root.console().out().line(words(finding.kind()) + ": " + finding.what() + "; " + finding.advice());
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private String json(Health health, int partitionCount) {
        JsonText text = begin(health.state().name());
        text.raw(",\"partitions\":").number(partitionCount);
        text.raw(",\"journalHeldBytes\":").number(health.journalHeldBytes());
        text.raw(",\"journalBoundBytes\":").number(health.journalBoundBytes());
        text.raw(",\"journalFiles\":").number(health.journalFileCount());
        text.raw(",\"checkpointAgeMs\":").number(health.checkpointAgeMs());
        text.raw(",\"usableBytes\":");
        health.usableBytes().ifPresentOrElse(text::number, () -> text.raw("null"));
        text.raw(",\"diskFull\":").raw(Boolean.toString(health.diskFull()));
        text.raw(",\"findings\":[");
        String separator = "";
        for (Finding finding : health.findings()) {
            text.raw(separator);
            finding(text, finding.kind().name(), finding.what(), finding.advice());
            separator = ",";
        }
        return text.raw("]}").toString();
    }

    private int unusable(VarveException failure) {
        String what = "the store cannot be opened (" + failure.getMessage() + ")";
        if (json) {
            JsonText text = begin("UNUSABLE").raw(",\"findings\":[");
            finding(text, "STORE_UNUSABLE", what, advice(failure));
            root.console().out().line(text.raw("]}").toString());
        } else {
            root.console().out().line("store " + root.storeFolder() + ": unusable");
            root.console().out().line("store unusable: " + what + "; " + advice(failure));
        }
        return FOUND;
    }

    private static String advice(VarveException failure) {
        return switch (failure) {
            case StoreLockedException locked -> "one that is in use is looked after by its process: Varve.health()";
            case CorruptionException damage ->
                "nothing was changed: keep a copy of the folder before anything else is tried";
            case UnsupportedFormatException other -> "nothing was changed: this is no damage";
            case StorageFailedException failed -> "nothing acknowledged is lost by that; run it again afterwards";
            default -> "run it again with --verbose, and report what it says";
        };
    }

    private JsonText begin(String state) {
        JsonText text = new JsonText();
        text.raw("{\"store\":").string(root.storeFolder().toString());
        return text.raw(",\"state\":").string(state);
    }

    private static void finding(JsonText text, String kind, String what, String advice) {
        text.raw("{\"kind\":").string(kind);
        text.raw(",\"what\":").string(what);
        text.raw(",\"advice\":").string(advice).raw("}");
    }
}
