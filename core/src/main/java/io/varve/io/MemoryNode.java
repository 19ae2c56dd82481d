package io.varve.io;

/** What a name in a {@link MemoryDisk} stands for. */
sealed interface MemoryNode permits MemoryFolder, MemoryContent {}
