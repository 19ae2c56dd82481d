package io.varve.io;

/**
 * All that the engine needs from outside, handed from floor to floor in one piece.
 *
 * @param disk where bytes go
 * @param clock what time it is
 * @param entropy randomness
 * @param workers threads and timers
 */
public record Surroundings(Disk disk, Clock clock, Entropy entropy, Workers workers) {

    /** This machine: its disk, time and randomness, and workers of their own, which the caller closes. */
    public static Surroundings local() {
        return new Surroundings(LocalDisk.instance(), Clock.system(), Entropy.system(), Workers.platform());
    }

    /**
     * This machine with an empty disk in memory in place of its own; the caller closes the workers.
     *
     * @param capacityBytes how much all files together may take, &gt; 0
     */
    public static Surroundings inMemory(long capacityBytes) {
        return new Surroundings(new MemoryDisk(capacityBytes), Clock.system(), Entropy.system(), Workers.platform());
    }
}
