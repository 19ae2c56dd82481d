package io.varve.log;

import io.varve.journal.JournalMark;
import io.varve.journal.LogKey;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint holds.
 *
 * @param journal how much of the journal is still needed; empty where there was no checkpoint
 * @param logs the marks of all logs
 */
record CheckpointContent(Optional<JournalMark> journal, Map<LogKey, LogMarks> logs) {

    CheckpointContent {
        logs = Map.copyOf(logs);
    }
}
