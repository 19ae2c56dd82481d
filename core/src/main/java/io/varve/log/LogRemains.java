package io.varve.log;

import io.varve.journal.FrameRange;
import io.varve.journal.LogTail;
import java.util.Optional;

/**
 * What the last session left of a log beyond its files.
 *
 * @param marks what the checkpoint holds of it
 * @param tail what the journal holds of it
 * @param frames all frames of the journal that the last session left
 * @param hasCheckpoint whether there is a checkpoint, so that a log which it does not name is younger than it
 */
record LogRemains(Optional<LogMarks> marks, Optional<LogTail> tail, FrameRange frames, boolean hasCheckpoint) {}
