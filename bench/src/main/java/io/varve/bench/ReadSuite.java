package io.varve.bench;

import io.varve.bench.peer.ChroniclePeer;
import io.varve.bench.peer.UnifiedLogPeer;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Reading logs that the page cache holds: each is written once, closed and opened again, so that no side reads from its
 * own memory. Every value carries its place in the log, and every scan is checked by the sum of those.
 */
final class ReadSuite implements Suite {

    static final String NAME = "read";

    private static final long SEED = 20_261_120L;
    private static final int LOOKUPS_IN_BLOCK = 1000;

    private final Stored stored;
    private final HandOffs handOffs;

    ReadSuite(Workspace workspace) {
        this.stored = new Stored(workspace);
        this.handOffs = new HandOffs(workspace);
    }

    @Override
    public List<Row> rows() {
        Contender chronicle = Contender.of(
                ChroniclePeer.NAME + " (no checksums)", scan(stored::chronicle, ChroniclePeer::sumOfPlaces));
        return List.of(
                Row.of(
                        "scan 100 B in batches of 100, CRC checked",
                        Unit.RECORDS_PER_SECOND,
                        scan(stored::varveBatches, VarveLog::sumOfPlaces),
                        Contender.of(UnifiedLogPeer.NAME, scan(stored::kafkaBatches, UnifiedLogPeer::sumOfPlaces))
                                .toBeat(2),
                        chronicle.toBeat(1)),
                Row.of(
                        "scan 100 B appended one by one, CRC checked",
                        Unit.RECORDS_PER_SECOND,
                        scan(stored::varveSingles, VarveLog::sumOfPlaces),
                        Contender.of(UnifiedLogPeer.NAME, scan(stored::kafkaSingles, UnifiedLogPeer::sumOfPlaces))
                                .toBeat(2),
                        chronicle.toBeat(1)),
                lookUp("batches of 100", stored::varveBatches, stored::kafkaBatches),
                lookUp("one by one", stored::varveSingles, stored::kafkaSingles),
                Row.of(
                                "timestamp → offset, warm, batches of 100",
                                Unit.MICROSECONDS,
                                lookUps(stored::varveBatches, (log, at) -> log.offsetAtTime(Stored.timestampMs(at))),
                                Contender.of(
                                        UnifiedLogPeer.NAME,
                                        lookUps(
                                                stored::kafkaBatches,
                                                (log, at) -> log.offsetAtTime(Stored.timestampMs(at)))))
                        .within(10),
                Row.of(
                                "tail hand-off, writer → waiting reader, p50",
                                Unit.MICROSECONDS,
                                handOffs.varve(),
                                Contender.of(ChroniclePeer.NAME + ", spinning", handOffs.chronicleSpinning()),
                                Contender.of(ChroniclePeer.NAME + ", pausing", handOffs.chroniclePausing()))
                        .within(20));
    }

    private Row lookUp(String stored, Opening<VarveLog> varve, Opening<UnifiedLogPeer> kafka) {
        return Row.of(
                        "offset → record, warm, " + stored,
                        Unit.MICROSECONDS,
                        lookUps(varve, VarveLog::sequenceAt),
                        Contender.of(UnifiedLogPeer.NAME, lookUps(kafka, UnifiedLogPeer::sequenceAt)),
                        Contender.of(
                                ChroniclePeer.NAME + " (no checksums)",
                                lookUps(this.stored::reader, ChroniclePeer.Reader::sequenceAt)))
                .within(2);
    }

    /** Opens a log that the rows share; the first time it is written. */
    @FunctionalInterface
    private interface Opening<L> {
        L open(Effort effort) throws IOException;
    }

    @FunctionalInterface
    private interface Scan<L> {
        long sumOfPlaces(L log) throws IOException;
    }

    @FunctionalInterface
    private interface LookUp<L> {
        long at(L log, long place) throws IOException;
    }

    /** Whole scans, as many as fit into a round. */
    private static <L> Measurement scan(Opening<L> opening, Scan<L> scan) {
        return effort -> {
            L log = opening.open(effort);
            long count = effort.storedRecords();
            long expected = count * (count + 1) / 2;
            long records = 0;
            Stopwatch stopwatch = Stopwatch.start(effort.counted());
            long start = System.nanoTime();
            while (System.nanoTime() - start < effort.nanos()) {
                check("the sum of the places of all values", scan.sumOfPlaces(log), expected);
                records += count;
            }
            return records / (stopwatch.nanos() / 1e9);
        };
    }

    /** Random places, the same for all sides; gives the mean time of one look-up. */
    private static <L> Measurement lookUps(Opening<L> opening, LookUp<L> lookUp) {
        return effort -> {
            L log = opening.open(effort);
            SplittableRandom random = new SplittableRandom(SEED);
            long lookUps = 0;
            Stopwatch stopwatch = Stopwatch.start(effort.counted());
            long start = System.nanoTime();
            while (System.nanoTime() - start < effort.nanos()) {
                for (int i = 0; i < LOOKUPS_IN_BLOCK; i++) {
                    long place = random.nextLong(effort.storedRecords());
                    check("the place that was looked up", lookUp.at(log, place), place);
                }
                lookUps += LOOKUPS_IN_BLOCK;
            }
            return stopwatch.nanos() / 1e3 / lookUps;
        };
    }

    private static void check(String what, long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException(what + ": expected " + expected + ", found " + found);
        }
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
