package io.varve.bench;

import io.varve.bench.peer.ChroniclePeer;
import io.varve.bench.peer.UnifiedLogPeer;
import io.varve.record.Durability;
import java.util.ArrayList;
import java.util.List;

/** Appending by one writer. Each row says in its metric where a record is when the time stops. */
final class AppendSuite implements Suite {

    static final String NAME = "append";

    private static final int SMALL = 100;
    private static final int LARGE = 1024;
    private static final int BATCH = 100;
    private static final List<String> CODECS = List.of("gzip", "snappy", "lz4", "zstd");

    /** What a peer without a lower promise gives in rows that ask for less. */
    private static final String IN_OS = " (in the OS)";

    private final VarveAppends varve;
    private final PeerAppends peers;

    AppendSuite(Workspace workspace) {
        this.varve = new VarveAppends(workspace);
        this.peers = new PeerAppends(workspace);
    }

    @Override
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(single("100 B", SMALL));
        rows.addAll(batch("100 × 100 B", SMALL));
        rows.addAll(single("1 KiB", LARGE));
        rows.addAll(batch("100 × 1 KiB", LARGE));
        for (String codec : CODECS) {
            rows.add(Row.of(
                    "batch 100 × 1 KiB, " + codec + ", drained to the OS",
                    Unit.RECORDS_PER_SECOND,
                    varve.compressed(codec, BATCH, LARGE),
                    Contender.of(UnifiedLogPeer.NAME, peers.kafkaCompressed(codec, BATCH, LARGE))));
        }
        rows.add(disk());
        return rows;
    }

    private List<Row> single(String size, int valueBytes) {
        Contender chronicle = Contender.of(ChroniclePeer.NAME + IN_OS, peers.chronicle(valueBytes))
                .toBeat(1.5);
        Contender kafka = Contender.of(UnifiedLogPeer.NAME + IN_OS, peers.kafkaSingle(valueBytes))
                .toBeat(20);
        Contender kafkaAlike = kafka.withoutTarget();
        Unit unit = Unit.RECORDS_PER_SECOND;
        return List.of(
                Row.of("single " + size + ", MEMORY", unit, varve.single(valueBytes, false), chronicle, kafka),
                Row.of(
                        "single " + size + ", drained to the OS",
                        unit,
                        varve.single(valueBytes, true),
                        chronicle,
                        kafka),
                Row.of("pipelined " + size + ", OS", unit, varve.pipelined(valueBytes), chronicle, kafka),
                Row.of("single " + size + ", OS at each return", unit, varve.singleInOs(valueBytes), kafkaAlike));
    }

    private List<Row> batch(String size, int valueBytes) {
        Contender kafka = Contender.of(UnifiedLogPeer.NAME + IN_OS, peers.kafkaBatch(BATCH, valueBytes))
                .toBeat(5);
        Contender kafkaPrepared = Contender.of(UnifiedLogPeer.NAME + IN_OS, peers.kafkaPrepared(BATCH, valueBytes))
                .toBeat(5);
        Unit unit = Unit.RECORDS_PER_SECOND;
        return List.of(
                Row.of("batch " + size + ", MEMORY", unit, varve.batch(BATCH, valueBytes, false), kafka),
                Row.of("batch " + size + ", drained to the OS", unit, varve.batch(BATCH, valueBytes, true), kafka),
                Row.of(
                        "prepared batch " + size + ", drained to the OS",
                        unit,
                        varve.prepared(BATCH, valueBytes),
                        kafkaPrepared));
    }

    private Row disk() {
        return Row.of(
                "1 writer 1 KiB, DISK at each return",
                Unit.RECORDS_PER_SECOND,
                varve.forced(LARGE, Durability.DISK),
                Contender.of("bare write + force(false), preallocated", peers.rawFile(LARGE))
                        .toBeat(0.9),
                Contender.of(UnifiedLogPeer.NAME + " append + flush", peers.kafkaForced(LARGE))
                        .toBeat(5));
    }

    @Override
    public void close() {
        // every round removes what it made
    }
}
