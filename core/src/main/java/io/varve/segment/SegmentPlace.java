package io.varve.segment;

import io.varve.io.Disk;
import java.nio.file.Path;

/**
 * Where a partition's segments live and what they share; one for all segments of a partition, so that an idle segment
 * costs little memory.
 *
 * @param directory the partition's folder; it exists
 * @param disk where bytes go
 * @param files the store's bound on files open for reading
 * @param indexes the store's bound on indexes in memory
 */
public record SegmentPlace(Path directory, Disk disk, FileCache files, IndexCache indexes) {

    /** The files of the segment that begins at an offset. */
    public SegmentPaths paths(long baseOffset) {
        return new SegmentPaths(directory, baseOffset);
    }
}
