package io.varve.testkit.crash;

import io.varve.io.Disk;
import io.varve.testkit.disk.SimulatedDisk;
import java.util.function.UnaryOperator;

/**
 * Bugs that an engine could have, planted between it and the disk: the engine does everything right, and the disk gets
 * what an engine with the bug would have asked for. Every one of them must be caught, or the harnesses are worth
 * nothing.
 */
public enum PlantedBug {
    /** An append is acknowledged before its force: that comes with the next write. */
    ACKNOWLEDGED_BEFORE_FORCE("P1"),
    /** Every hundredth force of records is left out. */
    FORCE_LEFT_OUT("P2"),
    /** A file that grew is forced by a call that does not store its length. */
    FORCE_WITHOUT_LENGTH("P3"),
    /** The folder of a new file is not forced. */
    NEW_NAME_NOT_FORCED("P4"),
    /** The folder of a renamed file is not forced. */
    RENAME_NOT_FORCED("P5"),
    /** A temporary file is renamed without having been forced. */
    TEMPORARY_NOT_FORCED("P6"),
    /** A failed force is tried again, and trusted. */
    FAILED_FORCE_TRUSTED("P7"),
    /** A short write passes for a full one. */
    SHORT_WRITE_TRUSTED("P8"),
    /** A write that found no room passes for a full one. */
    NO_SPACE_IGNORED("P9"),
    /** The position moves on though the write failed. */
    FAILED_WRITE_IGNORED("P10"),
    /** Recovery serves what it found without forcing it. */
    RECOVERED_NOT_FORCED("P16"),
    /** The checkpoint is stored before the data that it speaks of. */
    CHECKPOINT_BEFORE_DATA("P17"),
    /** Index entries point one byte too far. */
    INDEX_OFF_BY_ONE("P19"),
    /** The lock is given back before the last force. */
    LOCK_FREED_EARLY("P36");

    private final String number;

    PlantedBug(String number) {
        this.number = number;
    }

    /** Its number in the list of planted bugs. */
    public String number() {
        return number;
    }

    /** What puts it between the engine and the disk; one for each store, since it may count. */
    public UnaryOperator<Disk> planted() {
        PlantedState state = new PlantedState();
        return disk -> {
            if (this == FORCE_WITHOUT_LENGTH && disk instanceof SimulatedDisk simulated) {
                simulated.growthIsAttribute(true);
            }
            return new LyingDisk(disk, this, state);
        };
    }
}
