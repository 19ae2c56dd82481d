package io.varve.bench;

import io.varve.bench.Writers.Kind;
import io.varve.bench.peer.BookKeeperJournal;
import io.varve.bench.peer.RocksPeer;
import io.varve.bench.peer.UnifiedLogPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Records that are on the device when they are acknowledged: few writers and many, few partitions and many. */
final class DurableSuite implements Suite {

    static final String NAME = "durable";

    private static final int IN_FLIGHT = 1024;
    private static final int LARGE = 64 << 10;
    private static final int USUAL = 1 << 10;
    private static final int SMALL = 100;

    private static final String RAW = "raw write + force";
    private static final String KAFKA = UnifiedLogPeer.NAME + " append + flush";

    private final VarveDurable varve;
    private final PeerDurable peers;

    DurableSuite(Workspace workspace) {
        this.varve = new VarveDurable(workspace);
        this.peers = new PeerDurable(workspace);
    }

    /** What every row of this suite tells. */
    static List<Aspect> aspects() {
        return List.of(
                Aspect.of("", Unit.RECORDS_PER_SECOND),
                Aspect.of("p50", Unit.MICROSECONDS),
                Aspect.of("p99", Unit.MICROSECONDS),
                Aspect.of("p99.9", Unit.MICROSECONDS));
    }

    @Override
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(oneWriter("1 KiB", USUAL, 0.9, 5, 2));
        rows.add(writers("8 writers 1 KiB", 8, Kind.VIRTUAL, USUAL, 0));
        rows.add(writers("64 writers 1 KiB", 64, Kind.VIRTUAL, USUAL, 8));
        rows.add(writers("64 platform writers 1 KiB", 64, Kind.PLATFORM, USUAL, 5));
        rows.add(inFlight("1 KiB", USUAL).within(1e6));
        rows.add(writersOn(1000));
        rows.add(inFlightOn(1000));
        rows.add(writersOn(100));
        rows.add(inFlightOn(100));
        rows.add(oneWriter("100 B", SMALL, 0, 0, 0));
        rows.add(writers("64 writers 100 B", 64, Kind.VIRTUAL, SMALL, 0));
        rows.add(inFlight("100 B", SMALL));
        rows.add(oneWriter("64 KiB", LARGE, 0, 0, 0));
        rows.add(writers("64 writers 64 KiB", 64, Kind.VIRTUAL, LARGE, 0));
        rows.add(inFlight("64 KiB", LARGE));
        return rows;
    }

    private Row oneWriter(String size, int valueBytes, double toRaw, double toKafka, double toRocks) {
        return row(
                "1 writer " + size,
                varve.writers(new Writers(1, Kind.PLATFORM), valueBytes, 1),
                peer(RAW, peers.raw(valueBytes, 1), toRaw),
                peer(KAFKA, peers.kafka(valueBytes), toKafka),
                peer(RocksPeer.NAME + ", 1 thread", peers.rocks(1, valueBytes), toRocks),
                peer(BookKeeperJournal.NAME, peers.bookKeeper(new Writers(1, Kind.PLATFORM), valueBytes), 0));
    }

    private Row writers(String metric, int count, Kind kind, int valueBytes, double toRocks) {
        Writers writers = new Writers(count, kind);
        return row(
                metric,
                varve.writers(writers, valueBytes, 1),
                peer(RocksPeer.NAME + ", " + count + " threads", peers.rocks(count, valueBytes), toRocks),
                peer(BookKeeperJournal.NAME, peers.bookKeeper(writers, valueBytes), 0),
                peer(RAW + ", " + count + " a group", peers.raw(valueBytes, count), 0));
    }

    private Row inFlight(String size, int valueBytes) {
        return row(
                "1,024 in flight " + size,
                varve.inFlight(new InFlight(IN_FLIGHT), valueBytes, 1),
                peer(BookKeeperJournal.NAME, peers.bookKeeper(new InFlight(IN_FLIGHT), valueBytes), 0),
                peer(RAW + ", 512 a group", peers.raw(valueBytes, IN_FLIGHT / 2), 0));
    }

    private Row writersOn(int partitions) {
        Writers writers = new Writers(64, Kind.VIRTUAL);
        return row(
                "64 writers 1 KiB, " + partitions(partitions),
                varve.writers(writers, USUAL, partitions),
                peer("Varve, one partition", varve.writers(writers, USUAL, 1), toOnePartition(partitions)));
    }

    private Row inFlightOn(int partitions) {
        InFlight inFlight = new InFlight(IN_FLIGHT);
        return row(
                "1,024 in flight 1 KiB, " + partitions(partitions),
                varve.inFlight(inFlight, USUAL, partitions),
                peer("Varve, one partition", varve.inFlight(inFlight, USUAL, 1), toOnePartition(partitions)));
    }

    private static double toOnePartition(int partitions) {
        return partitions == 1000 ? 0.7 : 0;
    }

    private static String partitions(int partitions) {
        return String.format(Locale.ROOT, "%,d partitions", partitions);
    }

    private static Row row(String metric, Sampling varve, Contender... peers) {
        return new Row(metric, aspects(), varve, List.of(peers));
    }

    /** A peer that Varve is to be so many times better than; 0 where nothing is set. */
    private static Contender peer(String name, Sampling sampling, double toBeat) {
        Contender contender = Contender.sampled(name, sampling);
        return toBeat == 0 ? contender : contender.toBeat(toBeat);
    }

    @Override
    public void close() throws IOException {
        varve.close();
    }
}
