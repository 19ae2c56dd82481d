package io.varve.io;

/**
 * All that the engine needs from outside, handed from floor to floor in one piece.
 *
 * @param disk where bytes go
 * @param clock what time it is
 * @param entropy randomness
 * @param workers threads and timers
 */
public record Surroundings(Disk disk, Clock clock, Entropy entropy, Workers workers) {}
