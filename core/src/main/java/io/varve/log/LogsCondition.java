package io.varve.log;

import io.varve.io.Failures;
import io.varve.journal.JournalUsage;
import java.util.List;
import java.util.Optional;

/**
 * How the logs of a store fare at one moment.
 *
 * @param journal how much of its room the journal takes
 * @param journalStop why the journal commits nothing any more, if so
 * @param full why nothing is appended for want of room, if so
 * @param checkpointAgeMs how long ago the checkpoint was stored, or seen to hold all there is
 * @param failedLogs logs that take no more appends, or could not be opened
 * @param failures what fails in the background
 */
public record LogsCondition(
        JournalUsage journal,
        Optional<RuntimeException> journalStop,
        Optional<RuntimeException> full,
        long checkpointAgeMs,
        List<LogFailure> failedLogs,
        List<Failures.Failure> failures) {}
