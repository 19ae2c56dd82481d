package io.varve.cli;

import io.varve.Topic;
import io.varve.Varve;
import io.varve.error.StoreLockedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code varve} command: what all commands have in common, and the way to the store. */
@Command(
        name = "varve",
        header = "An event log in a folder: append events, read them back by offset, time and key order.",
        description = """

            Events are kept in topics, each of one or more partitions, in the file formats of Apache Kafka. \
            'varve COMMAND --help' tells more about a command; 'varve demo' shows them at work.
            """,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VarveCommand.Version.class,
        footer = {"", "Exit status: 0 done, 1 failed, 2 misused."})
final class VarveCommand implements Runnable {

    private static final String STORE_VARIABLE = "VARVE_STORE";
    private static final String STORE_DEFAULT = "varve-data";
    private static final String STORE_MARK = "LOCK";
    private static final Duration LOCK_POLL = Duration.ofMillis(25);

    private final Console console;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "the store's folder; else $VARVE_STORE, else ./varve-data")
    private @Nullable Path store;

    @Option(
            names = "--lock-wait",
            paramLabel = "SECONDS",
            scope = ScopeType.INHERIT,
            description = "how long to wait for a store that another process has open; 2 unless given")
    private double lockWaitSeconds = 2;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "show where in the program a failure happened")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help and do nothing else")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "show the version and do nothing else")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Spec
    private @Nullable CommandSpec spec;

    VarveCommand(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    boolean isVerbose() {
        return verbose;
    }

    /** Without a command it shows what there is. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getOut());
        }
    }

    /** The store's folder. */
    Path storeFolder() {
        if (store != null) {
            return store;
        }
        return Path.of(console.variable(STORE_VARIABLE).orElse(STORE_DEFAULT));
    }

    /** Opens the store and makes it where it is missing. */
    Varve openOrMakeStore() {
        long deadlineNanos = System.nanoTime() + (long) (lockWaitSeconds * 1e9);
        while (true) {
            try {
                return Varve.open(storeFolder());
            } catch (StoreLockedException taken) {
                if (deadlineNanos - System.nanoTime() < 0) {
                    throw taken;
                }
                LockSupport.parkNanos(LOCK_POLL.toNanos());
            }
        }
    }

    /** Opens the store; a missing one is refused, for reading would make an empty one of any folder. */
    Varve openStore() {
        checkStoreExists();
        return openOrMakeStore();
    }

    /** Refuses a folder that holds no store. */
    void checkStoreExists() {
        if (!Files.exists(storeFolder().resolve(STORE_MARK))) {
            throw new RefusalException("there is no store at " + storeFolder()
                    + "; name one with --store, or make one with 'varve append' or 'varve topic create'");
        }
    }

    /** Opens the store, does something with it, and closes it. */
    void withStore(Consumer<Varve> work) {
        try (Varve varve = openStore()) {
            work.accept(varve);
        }
    }

    /** Opens the store, does something with one of its topics, and closes it. */
    void withTopic(String name, Consumer<Topic> work) {
        withStore(varve -> work.accept(varve.topic(name)));
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "varve " + (version == null ? "unreleased" : version),
                "Java " + Runtime.version() + ", picocli " + CommandLine.VERSION
            };
        }
    }
}
