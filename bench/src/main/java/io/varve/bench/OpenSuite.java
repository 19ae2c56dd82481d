package io.varve.bench;

import java.util.List;
import java.util.Locale;

/** Opening: a store with many segments after an orderly end, and a log after a process that was killed. */
final class OpenSuite implements Suite {

    static final String NAME = "open";

    private static final double OPEN_MS_MAX = 1000;
    private static final double HEAP_BYTES_MAX = 1024;
    private static final double RECOVERY_MEGABYTES_MIN = 400;

    private final Opens opens;
    private final Recoveries recoveries;

    OpenSuite(Workspace workspace) {
        this.opens = new Opens(workspace);
        this.recoveries = new Recoveries(workspace);
    }

    @Override
    public List<Row> rows() {
        Row open = new Row(
                String.format(
                        Locale.ROOT,
                        "open %,d partitions, %,d sealed segments",
                        ManySegments.PARTITIONS,
                        ManySegments.SEALED),
                List.of(
                        Aspect.of("", Unit.MILLISECONDS).within(OPEN_MS_MAX),
                        Aspect.of("then a record of each partition", Unit.MILLISECONDS),
                        Aspect.of("files open then", Unit.OPEN_FILES),
                        Aspect.of("heap a sealed segment then", Unit.BYTES).within(HEAP_BYTES_MAX)),
                opens.varve(),
                List.of(Contender.sampled("Kafka UnifiedLog, a tenth of them × 10", opens.kafka())));
        Row recovery = Row.of(
                        "open after kill -9, acknowledged bytes a second",
                        Unit.MEGABYTES_PER_SECOND,
                        recoveries.varve(),
                        Contender.of("Kafka UnifiedLog, recovery of the log", recoveries.kafka()))
                .within(RECOVERY_MEGABYTES_MIN);
        return List.of(open, recovery);
    }

    @Override
    public void close() {
        // what is kept serves the next run
    }
}
