package io.varve.testkit.crash;

import io.varve.testkit.Draw;
import io.varve.testkit.disk.CrashRules;
import io.varve.testkit.disk.DiskVerb;
import io.varve.testkit.disk.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one seed is about, drawn from it. Each class of faults is on or off by the toss of a coin (swarm testing: a run
 * with everything switched on finds less than many runs that differ in what is on), sizes are tiny, limits low.
 *
 * @param rules what a loss of power may do
 * @param rounds how often the store is opened, each but the last ending in some crash or close
 * @param clients how many threads work at once
 * @param topics how many topics there are at most
 * @param fillerBytesMax how large records are at most
 * @param administration whether topics are made, changed and deleted while others work
 * @param faultsPerMille how often a call of a verb is struck, by verb
 * @param capacityBytes how much fits on the disk
 */
record Swarm(
        CrashRules rules,
        int rounds,
        int clients,
        int topics,
        int fillerBytesMax,
        boolean administration,
        Map<DiskVerb, Integer> faultsPerMille,
        long capacityBytes) {

    private static final long PLENTY_BYTES = 1L << 40;

    static Swarm draw(Draw draw, CrashRules rules) {
        Map<DiskVerb, Integer> faults = new EnumMap<>(DiskVerb.class);
        if (draw.coin()) {
            strike(draw, faults, DiskVerb.WRITE);
            strike(draw, faults, DiskVerb.FORCE);
            strike(draw, faults, DiskVerb.READ);
            strike(draw, faults, DiskVerb.FORCE_FOLDER);
            strike(draw, faults, DiskVerb.CREATE);
            strike(draw, faults, DiskVerb.RENAME);
            strike(draw, faults, DiskVerb.DELETE);
            strike(draw, faults, DiskVerb.TRUNCATE);
            strike(draw, faults, DiskVerb.OPEN);
        }
        long capacityBytes = draw.oneIn(12) ? draw.between(20_000L, 400_000L) : PLENTY_BYTES;
        return new Swarm(
                rules,
                draw.between(4, 10),
                draw.between(1, 4),
                draw.between(1, 3),
                draw.pick(16, 200, 200, 1500, 5000),
                draw.oneIn(3),
                Map.copyOf(faults),
                capacityBytes);
    }

    private static void strike(Draw draw, Map<DiskVerb, Integer> faults, DiskVerb verb) {
        if (draw.coin()) {
            faults.put(verb, draw.pick(3, 15, 60));
        }
    }

    boolean isFull() {
        return capacityBytes < PLENTY_BYTES;
    }

    /** Which fault strikes a call of this verb. */
    static Fault fault(Draw draw, DiskVerb verb) {
        return switch (verb) {
            case WRITE -> draw.pick(Fault.IO, Fault.NO_SPACE, Fault.SHORT, Fault.SHORT);
            case READ -> draw.pick(Fault.IO, Fault.SHORT, Fault.SHORT);
            case FORCE -> draw.oneIn(4) ? Fault.NO_SPACE : Fault.IO;
            case CREATE, RENAME, CREATE_FOLDER -> draw.pick(Fault.IO, Fault.NO_SPACE);
            case DELETE, FORCE_FOLDER, TRUNCATE, OPEN, LIST, EXISTS, LOCK, UNLOCK, MEASURE, SIZE -> Fault.IO;
        };
    }

    /** Topic configuration that makes a log roll and index at every turn. */
    static Map<String, String> configuration(Draw draw) {
        Map<String, String> configuration = new TreeMap<>();
        configuration.put("segment.bytes", draw.pick("1024", "2048", "8192", "1000000"));
        configuration.put("index.interval.bytes", draw.pick("0", "200", "4096"));
        configuration.put(TopicHistory.DURABILITY, draw.pick("memory", "os", "disk", "disk", "disk"));
        if (draw.oneIn(4)) {
            configuration.put("segment.ms", draw.pick("1", "50"));
        }
        if (draw.oneIn(8)) {
            configuration.put("compression.type", draw.pick("lz4", "zstd", "snappy", "gzip"));
        }
        return configuration;
    }
}
