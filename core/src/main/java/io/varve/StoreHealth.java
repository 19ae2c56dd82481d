package io.varve;

import io.varve.Health.Finding;
import io.varve.Health.Kind;
import io.varve.Health.StoppedPartition;
import io.varve.Health.WorkerFailure;
import io.varve.journal.JournalUsage;
import io.varve.log.LogsCondition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Judges how a store fares: what is worth telling, and what is to be done about it. One use each.
 *
 * <p>Threads: one.
 */
final class StoreHealth {

    /** Twelve times the interval at which it is stored: the device, or a thread, hangs. */
    private static final long CHECKPOINT_LATE_MS = 60_000;

    /** One of the journal's largest files: what the store may want at once. */
    private static final long ROOM_LOW_BYTES = 64L << 20;

    private static final Comparator<StoppedPartition> ORDER =
            Comparator.comparing(StoppedPartition::topic).thenComparingInt(StoppedPartition::partition);

    private final LogsCondition logs;
    private final OptionalLong usableBytes;
    private final List<Finding> findings = new ArrayList<>();

    private StoreHealth(LogsCondition logs, OptionalLong usableBytes) {
        this.logs = logs;
        this.usableBytes = usableBytes;
    }

    static Health of(LogsCondition logs, OptionalLong usableBytes) {
        return new StoreHealth(logs, usableBytes).judged();
    }

    private Health judged() {
        List<StoppedPartition> stopped = stoppedPartitions();
        logs.journalStop().ifPresent(this::journalStopped);
        stopped.forEach(this::partitionStopped);
        List<WorkerFailure> failures = workerFailures();
        failures.forEach(this::workerFails);
        checkpoint();
        room();
        findings.sort(Comparator.comparing((Finding finding) -> finding.kind().state())
                .reversed());
        JournalUsage journal = logs.journal();
        return new Health(
                findings.isEmpty()
                        ? Health.State.HEALTHY
                        : findings.getFirst().kind().state(),
                journal.heldBytes(),
                journal.boundBytes(),
                journal.fileCount(),
                logs.checkpointAgeMs(),
                usableBytes,
                logs.full().isPresent(),
                stopped,
                failures,
                findings);
    }

    private List<StoppedPartition> stoppedPartitions() {
        return logs.failedLogs().stream()
                .map(failed -> new StoppedPartition(
                        failed.place().topic(), failed.place().partition(), failed.opened(), text(failed.reason())))
                .sorted(ORDER)
                .toList();
    }

    private List<WorkerFailure> workerFailures() {
        return logs.failures().stream()
                .map(failure -> new WorkerFailure(
                        failure.work(), failure.firstMs(), failure.lastMs(), failure.count(), failure.reason()))
                .toList();
    }

    private void journalStopped(RuntimeException reason) {
        find(
                Kind.JOURNAL_STOPPED,
                "the journal has stopped and nothing is made durable (" + text(reason) + ")",
                "look after the device, then open the store again; what was acknowledged is kept and can be read");
    }

    private void partitionStopped(StoppedPartition stopped) {
        String name = stopped.topic() + "-" + stopped.partition();
        if (stopped.readable()) {
            find(
                    Kind.PARTITION_STOPPED,
                    "partition " + name + " takes no more appends (" + stopped.reason() + ")",
                    "mend what is named there, then open the store again; what was acknowledged is kept and can be"
                            + " read");
        } else {
            find(
                    Kind.PARTITION_UNUSABLE,
                    "partition " + name + " could not be opened (" + stopped.reason() + ")",
                    "do what is said there; the other partitions are not concerned");
        }
    }

    private void workerFails(WorkerFailure failure) {
        find(
                Kind.WORKER_FAILING,
                failure.worker() + " fails, " + failure.count() + " times up to now (" + failure.reason() + ")",
                "mend what is named there; it is tried again by itself");
    }

    private void checkpoint() {
        if (logs.checkpointAgeMs() > CHECKPOINT_LATE_MS) {
            find(
                    Kind.CHECKPOINT_LATE,
                    "the checkpoint is " + logs.checkpointAgeMs() / 1_000 + " s old, and "
                            + logs.journal().heldBytes() + " of "
                            + logs.journal().boundBytes()
                            + " bytes of the journal wait for it",
                    "see why the device is slow; once the journal is full, appends wait for it as well");
        }
    }

    private void room() {
        if (logs.full().isPresent()) {
            find(
                    Kind.DISK_FULL,
                    "nothing is appended for now (" + text(logs.full().get()) + ")",
                    "free some room, or delete records or topics; writing resumes by itself");
        } else if (usableBytes.isEmpty()) {
            find(
                    Kind.ROOM_UNKNOWN,
                    "the device does not say how much room it has",
                    "see whether the store's folder can be read and written");
        } else if (usableBytes.getAsLong() < ROOM_LOW_BYTES) {
            find(
                    Kind.ROOM_LOW,
                    "the device has room for " + usableBytes.getAsLong() + " bytes only",
                    "free some room, or delete records: appends fail where there is none");
        }
    }

    private void find(Kind kind, String what, String advice) {
        findings.add(new Finding(kind, what, advice));
    }

    private static String text(RuntimeException reason) {
        return String.valueOf(reason.getMessage() == null ? reason : reason.getMessage());
    }
}
