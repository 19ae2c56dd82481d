package io.varve.io;

import java.util.TreeMap;

/** A folder of a {@link MemoryDisk}: names, sorted. Guarded by the disk's lock of names. */
final class MemoryFolder implements MemoryNode {

    final TreeMap<String, MemoryNode> nodes = new TreeMap<>();
}
