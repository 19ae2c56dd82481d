package io.varve.testkit.crash;

import io.varve.AppendOptions;
import io.varve.record.Durability;
import java.util.List;
import java.util.stream.Stream;

/**
 * A few steps that bring a store to one of the places where crashes hurt; short enough that a crash can be tried at
 * every call of the disk, in every way.
 *
 * @param name its number and what it is
 * @param steps what it does with an open store, which it may leave open
 */
record ShortWorkload(String name, Steps steps) {

    /** The steps of one. */
    @FunctionalInterface
    interface Steps {
        void take(StoreScript script);
    }

    private static final AppendOptions OS = AppendOptions.reaching(Durability.OS);
    private static final AppendOptions DISK = AppendOptions.reaching(Durability.DISK);

    /** All of them. */
    static List<ShortWorkload> all() {
        return Stream.of(appending(), rolling(), reopening(), removing(), waiting())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ShortWorkload> appending() {
        return List.of(
                new ShortWorkload("W1 first append", s -> s.topic("a", 1).append("a", 0, 1, 20)),
                new ShortWorkload(
                        "W2 two appends, one force",
                        s -> s.topic("a", 1, "durability", "os")
                                .append("a", 0, 1, 20)
                                .append("a", 0, 2, 20)
                                .flush("a", 0)),
                new ShortWorkload(
                        "W3 a group of three producers", s -> s.topic("a", 1).together("a", 0, 3)));
    }

    private static List<ShortWorkload> rolling() {
        return List.of(
                new ShortWorkload("W4 a segment filled to the byte", ShortWorkload::fillExactly),
                new ShortWorkload(
                        "W5 a segment rolled",
                        s -> s.topic("a", 1, "segment.bytes", "1024")
                                .append("a", 0, 3, 100)
                                .append("a", 0, 3, 200)
                                .append("a", 0, 1, 10)),
                new ShortWorkload(
                        "W6 a batch larger than a segment",
                        s -> s.topic("a", 1, "segment.bytes", "1024")
                                .append("a", 0, 1, 10)
                                .append("a", 0, 3, 900)
                                .append("a", 0, 1, 10)));
    }

    private static List<ShortWorkload> reopening() {
        return List.of(
                new ShortWorkload(
                        "W7 a weak append, then a durable one",
                        s -> s.topic("a", 1, "durability", "memory")
                                .append("a", 0, 1, 20)
                                .append("a", 0, 1, 20, OS)
                                .append("a", 0, 1, 20, DISK)
                                .append("a", 0, 1, 20)),
                new ShortWorkload(
                        "W8 closed and opened",
                        s -> s.topic("a", 2)
                                .append("a", 0, 1, 20)
                                .append("a", 1, 2, 20)
                                .close()
                                .open()
                                .append("a", 0, 1, 20)),
                new ShortWorkload(
                        "W9 appended, opened, appended, rolled",
                        s -> s.topic("a", 1, "segment.bytes", "1024")
                                .append("a", 0, 2, 300)
                                .close()
                                .open()
                                .append("a", 0, 2, 300)
                                .append("a", 0, 2, 300)),
                new ShortWorkload(
                        "W10 a tail to be cut",
                        s -> s.topic("a", 1, "durability", "os")
                                .append("a", 0, 1, 600)
                                .append("a", 0, 1, 600)
                                .append("a", 0, 1, 600)));
    }

    private static List<ShortWorkload> removing() {
        return List.of(
                new ShortWorkload(
                        "W11 records deleted",
                        s -> s.topic("a", 1, "segment.bytes", "1024")
                                .append("a", 0, 3, 200)
                                .append("a", 0, 3, 200)
                                .append("a", 0, 3, 200)
                                .deleteBefore("a", 0, 4)
                                .append("a", 0, 1, 20)
                                .deleteBefore("a", 0, 10)),
                new ShortWorkload(
                        "W14 a topic deleted",
                        s -> s.topic("a", 2)
                                .append("a", 0, 1, 20)
                                .topic("b", 1)
                                .append("b", 0, 1, 20)
                                .deleteTopic("a")
                                .append("b", 0, 1, 20)));
    }

    private static List<ShortWorkload> waiting() {
        return List.of(
                new ShortWorkload("W20 all indexes gone", s -> indexes(s, "index")),
                new ShortWorkload("W21 time indexes gone", s -> indexes(s, ".timeindex")),
                new ShortWorkload(
                        "W22 a checkpoint in between",
                        s -> s.topic("a", 1, "segment.bytes", "1024")
                                .append("a", 0, 2, 300)
                                .append("a", 0, 2, 300)
                                .pause(6_000)
                                .append("a", 0, 2, 300)
                                .pause(6_000)),
                new ShortWorkload(
                        "W23 two topics, weak and durable",
                        s -> s.topic("a", 1, "durability", "os")
                                .topic("b", 1)
                                .append("a", 0, 2, 30)
                                .append("b", 0, 2, 30)
                                .append("a", 0, 2, 30)
                                .pause(50)));
    }

    private static void fillExactly(StoreScript script) {
        script.topic("a", 1, "segment.bytes", "1024", "index.interval.bytes", "0");
        for (int count = 0; count < 6; count++) {
            script.append("a", 0, 1, 189); // of 256 bytes or a little more or less: some batch meets the border
        }
    }

    private static void indexes(StoreScript script, String suffix) {
        script.topic("a", 1, "segment.bytes", "1024", "index.interval.bytes", "0")
                .append("a", 0, 3, 200)
                .append("a", 0, 3, 200)
                .append("a", 0, 3, 200)
                .close()
                .removeFiles(suffix)
                .open()
                .append("a", 0, 3, 200)
                .read("a", 0);
    }
}
