package io.varve.cli;

import io.varve.segment.SegmentFileName;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code varve dump}: what stands in segment files, byte for byte where it stands. */
@Command(name = "dump", header = "Show what is in segment files: batches, records, index entries.", description = """

    Takes .log, .index and .timeindex files, of Varve or of Apache Kafka, from the store or from \
    anywhere. It changes nothing and needs no lock, so it may meet a batch that is just being written at \
    a log's end. Each batch is shown with its position and the verdict on its CRC-32C, its records below \
    it: where they lie in the file or, in a compressed batch, behind a + in what it decompresses to. \
    Damage is marked DAMAGE, with its position, what was expected and what was found; the exit status is \
    1 then.
    """)
final class DumpCommand implements Callable<Integer> {

    private final VarveCommand root;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "segment or index files")
    private List<Path> files = List.of();

    DumpCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        int damageCount = 0;
        for (Path file : files) {
            damageCount += dump(file);
        }
        root.console().out().flush();
        if (damageCount > 0) {
            throw new RefusalException(Figures.count(damageCount, "damaged place") + " in "
                    + Figures.count(files.size(), "file") + ", marked DAMAGE above; nothing was changed:"
                    + " restore logs from a copy, indexes are rebuilt when the store is opened without them");
        }
        return 0;
    }

    private int dump(Path file) {
        String fileName = String.valueOf(file.getFileName());
        SegmentFileName name = SegmentFileName.parse(fileName).orElseThrow(() -> unknown(file));
        Output out = root.console().out();
        try (MappedFile content = MappedFile.open(file)) {
            out.line(file + ": " + Figures.number(content.sizeBytes()) + " bytes");
            return switch (name.kind()) {
                case LOG -> new LogDump(content.bytes(), out).run();
                case OFFSET_INDEX ->
                    IndexDump.offsets(name.baseOffset(), content.bytes(), out).run();
                case TIME_INDEX ->
                    IndexDump.times(name.baseOffset(), content.bytes(), out).run();
                case TRANSACTION_INDEX, PRODUCER_SNAPSHOT -> throw unknown(file);
            };
        }
    }

    private static RefusalException unknown(Path file) {
        return new RefusalException("cannot dump " + file
                + ": expected the name of a segment's file, such as 00000000000000000000.log, .index or .timeindex");
    }
}
