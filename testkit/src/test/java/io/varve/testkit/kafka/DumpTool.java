package io.varve.testkit.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.tools.DumpLogSegments;

/**
 * Kafka's {@code DumpLogSegments} run over all files of a partition's folder. It tells of damage in its output only:
 * its status is 0 whatever it finds, so that its words are read here.
 */
final class DumpTool {

    private static final Pattern COMPLAINT = Pattern.compile(
            "isvalid: false|[Mm]ismatch|out of order|invalid bytes|not found in the log|Exception|Could not|Ignoring");
    private static final String GAPS = "Non-consecutive offsets in ";

    /** The tool takes every file for a log's first, and wonders at each that does not begin at 0. */
    private static final String FIRST = "-1 is followed by ";

    private DumpTool() {}

    /** What one run said. */
    record Report(List<String> lines, List<String> complaints) {

        long count(String pattern) {
            Pattern compiled = Pattern.compile(pattern);
            return lines.stream().filter(line -> compiled.matcher(line).find()).count();
        }
    }

    /**
     * Fails unless the tool reads every batch, record and index entry of a folder without complaint.
     *
     * @param batchCount how many batches the logs hold, by another count
     * @param recordCount how many records
     * @param gaps the gaps between offsets that are meant to be there
     */
    static void assertAccepts(Path folder, long batchCount, long recordCount, Set<String> gaps, String where)
            throws IOException {
        List<Path> logs = Folders.files(folder, ".log");
        List<Path> offsets = Folders.files(folder, ".index");
        List<Path> times = Folders.files(folder, ".timeindex");
        List<Path> indexes = new ArrayList<>(offsets);
        indexes.addAll(times);

        Report log = run(logs, gaps, "--deep-iteration", "--print-data-log");
        assertEquals(List.of(), log.complaints, where + ": logs");
        assertEquals(batchCount, log.count("^baseOffset: .* isvalid: true"), where + ": valid batches");
        assertEquals(recordCount, log.count("^\\| offset: "), where + ": records");

        if (indexes.isEmpty()) {
            return; // the one segment was never sealed
        }
        Report index = run(indexes, gaps);
        assertEquals(List.of(), index.complaints, where + ": indexes");
        // The tool stops at an entry that looks like preallocated room, so that the count shows that none does.
        assertEquals(entries(offsets, 8), index.count("^offset: \\d+ position: "), where + ": offset entries");
        assertEquals(entries(times, 12), index.count("^timestamp: \\d+ offset: "), where + ": time entries");
        assertEquals(List.of(), run(indexes, gaps, "--verify-index-only").complaints, where + ": index entries");
        assertEquals(List.of(), run(indexes, gaps, "--index-sanity-check").complaints, where + ": index sanity");
    }

    private static long entries(List<Path> files, int entryBytes) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            assertEquals(0, Files.size(file) % entryBytes, () -> file + ": a part of an entry");
            bytes += Files.size(file);
        }
        return bytes / entryBytes;
    }

    /** Runs the tool. It prints to the process's own streams, which are put back whatever happens. */
    static Report run(List<Path> files, Set<String> gaps, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("--files");
        arguments.add(String.join(",", files.stream().map(Path::toString).toList()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream processOut = System.out;
        PrintStream processErr = System.err;
        try {
            System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, false, StandardCharsets.UTF_8));
            DumpLogSegments.main(arguments.toArray(String[]::new));
        } finally {
            System.out.flush();
            System.err.flush();
            System.setOut(processOut);
            System.setErr(processErr);
        }
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        List<String> complaints = new ArrayList<>();
        for (String line : lines) {
            // A record's own bytes are printed too, and may say anything.
            String said = line.replaceFirst(" (key|payload|headerKeys).*", "");
            if (COMPLAINT.matcher(said).find() || said.startsWith("Found")) {
                complaints.add(said);
            }
        }
        err.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.startsWith(GAPS) && !line.startsWith(FIRST) && !gaps.contains(line))
                .forEach(complaints::add);
        return new Report(lines, complaints);
    }
}
