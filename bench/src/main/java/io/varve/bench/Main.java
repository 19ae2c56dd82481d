package io.varve.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs suites, prints their table, and writes {@code bench.json}. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    /** Makes a suite that works in a scratch folder. */
    @FunctionalInterface
    private interface SuiteMaker {
        Suite make(Workspace workspace);
    }

    private static final Map<String, SuiteMaker> SUITES = suites();

    private final Options options;
    private final PrintStream out;
    private final PrintStream progress;

    private Main(Options options, PrintStream out, PrintStream progress) {
        this.options = options;
        this.out = out;
        this.progress = progress;
    }

    private static Map<String, SuiteMaker> suites() {
        Map<String, SuiteMaker> suites = new LinkedHashMap<>();
        suites.put(AppendSuite.NAME, AppendSuite::new);
        suites.put(ReadSuite.NAME, ReadSuite::new);
        suites.put(DurableSuite.NAME, DurableSuite::new);
        suites.put(OpenSuite.NAME, OpenSuite::new);
        return suites;
    }

    /** Runs what the command line asks for and ends the process: with 0, or 1 where a run failed, or 2 for misuse. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> known = List.copyOf(SUITES.keySet());
        if (List.of(arguments).contains("--help")) {
            out.print(Options.USAGE.formatted(String.join(", ", known)));
            return;
        }
        try {
            new Main(Options.parse(List.of(arguments), known), out, System.err).run();
        } catch (UsageException misuse) {
            System.err.println("bench: " + misuse.getMessage());
            System.exit(MISUSED);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            failure.printStackTrace(System.err);
            System.exit(FAILED);
        }
        System.exit(0); // some peers leave threads behind
    }

    private void run() throws IOException, InterruptedException, UsageException {
        Files.createDirectories(options.target());
        Path lockFile = options.target().resolve("bench.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new UsageException("another run is under way in " + options.target());
            }
            runAlone();
        }
    }

    private void runAlone() throws IOException, InterruptedException {
        if (options.clean()) {
            Workspace.remove(options.target().resolve(Workspace.KEPT));
        }
        if (options.suites().isEmpty()) {
            return;
        }
        out.println(Machine.facts(options.target()));
        if (options.counted() == Stopwatch.Kind.PROCESSOR) {
            out.println("Times are those of all processors together, background work included, but for hand-offs.");
        }
        List<Result> results = new ArrayList<>();
        Workspace workspace = new Workspace(options.target().resolve("scratch"));
        try {
            for (String name : options.suites()) {
                SuiteMaker maker = SUITES.get(name);
                if (maker != null) {
                    run(name, maker, workspace, results);
                }
            }
        } finally {
            workspace.remove();
        }
        out.print(Report.table(results));
        Path json = options.target().resolve("bench.json");
        Files.writeString(json, Report.json(results));
        progress.println("written: " + json);
    }

    private void run(String name, SuiteMaker maker, Workspace workspace, List<Result> results)
            throws IOException, InterruptedException {
        long suiteStart = System.nanoTime();
        try (Suite suite = maker.make(workspace)) {
            List<Row> rows = suite.rows().stream().filter(options::wants).toList();
            for (int index = 0; index < rows.size(); index++) {
                long start = System.nanoTime();
                Workspace.writeBack();
                long budgetNanos = options.suiteNanosMax();
                if (budgetNanos != Rounds.UNBOUNDED) {
                    budgetNanos = (budgetNanos - (start - suiteStart)) / (rows.size() - index);
                }
                Row row = rows.get(index);
                results.addAll(run(name, row, budgetNanos));
                progress.printf(Locale.ROOT, "%s: %s, %.1f s%n", name, row.metric(), (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private List<Result> run(String suite, Row row, long budgetNanos) throws IOException, InterruptedException {
        List<Sampling> sides = new ArrayList<>();
        sides.add(row.varve());
        row.peers().forEach(peer -> sides.add(peer.sampling()));
        Rounds rounds = new Rounds(options.warmUpRounds(), options.countedRounds(), budgetNanos, Workspace::rest);
        List<List<Spread>> spreads = rounds.measure(sides, options.effort());
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < row.aspects().size(); i++) {
            Aspect aspect = row.aspects().get(i);
            for (int peer = 0; peer < row.peers().size(); peer++) {
                Contender contender = row.peers().get(peer);
                results.add(new Result(
                        suite,
                        row.metric(aspect),
                        aspect.unit(),
                        aspect.limit(),
                        spreads.getFirst().get(i),
                        spreads.get(peer + 1).get(i),
                        i == 0 ? contender : contender.withoutTarget()));
            }
        }
        return results;
    }
}
