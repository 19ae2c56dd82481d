package io.varve.log;

import io.varve.journal.LogTail;
import java.util.Optional;

/**
 * What the last session left of a log beyond its files.
 *
 * @param marks what the checkpoint holds of it
 * @param tail what the journal holds of it
 */
record LogRemains(Optional<LogMarks> marks, Optional<LogTail> tail) {}
