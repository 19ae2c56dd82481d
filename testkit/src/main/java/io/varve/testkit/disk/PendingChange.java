package io.varve.testkit.disk;

import org.jspecify.annotations.Nullable;

/** A change of a file's bytes or length that is not forced yet. */
sealed interface PendingChange {

    /** The file's length behind it. */
    long sizeBytes();

    /**
     * Bytes.
     *
     * @param positionBytes where
     * @param length how many
     * @param bytes which, from 0 on; null for zeros
     * @param sizeBytes the file's length behind it
     */
    record Written(long positionBytes, int length, byte @Nullable [] bytes, long sizeBytes) implements PendingChange {

        long firstSector() {
            return positionBytes / Pages.SECTOR_BYTES;
        }

        long endSector() {
            return (positionBytes + length + Pages.SECTOR_BYTES - 1) / Pages.SECTOR_BYTES;
        }
    }

    /**
     * A cut.
     *
     * @param sizeBytes the file's length behind it
     */
    record Cut(long sizeBytes) implements PendingChange {}
}
