package io.varve.log;

import io.varve.io.Clock;
import io.varve.io.Disk;
import io.varve.io.Surroundings;
import io.varve.io.Workers;
import io.varve.journal.Journal;
import io.varve.segment.FileCache;
import io.varve.segment.IndexCache;
import io.varve.segment.SegmentPlace;
import java.nio.file.Path;

/**
 * What all logs of a store share.
 *
 * @param surroundings disk, clock, randomness, threads
 * @param hot memory for the newest batches
 * @param spiller spills in the background
 * @param checkpointer keeps the marks of all logs
 * @param journal makes appends of all logs durable
 * @param room whether the device has room
 * @param buffers for cursors
 * @param encoders for appends
 * @param files the bound on open files
 * @param indexes the bound on indexes in memory
 */
record LogShared(
        Surroundings surroundings,
        HotMemory hot,
        Spiller spiller,
        Checkpointer checkpointer,
        Journal journal,
        DiskRoom room,
        FetchBuffers buffers,
        EncoderPool encoders,
        FileCache files,
        IndexCache indexes) {

    Disk disk() {
        return surroundings.disk();
    }

    Clock clock() {
        return surroundings.clock();
    }

    Workers workers() {
        return surroundings.workers();
    }

    SegmentBirths births() {
        return new SegmentBirths(surroundings.clock(), surroundings.entropy());
    }

    SegmentPlace segmentPlace(Path folder) {
        return new SegmentPlace(folder, surroundings.disk(), files, indexes);
    }
}
