package io.varve.bench;

import io.varve.Cursor;
import io.varve.bench.peer.ChroniclePeer;
import io.varve.record.Durability;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.threads.Pauser;

/**
 * How long a record takes from a writer to a reader that waits for it. The writer writes at a low rate, so that the
 * reader is always waiting; each value holds the moment at which its append began.
 */
final class HandOffs {

    private static final long PACE_NANOS = 500_000;
    private static final long ANSWER_SECONDS_MAX = 60;
    private static final long END = 1;
    private static final int VALUE_BYTES = 100;

    private final Workspace workspace;

    HandOffs(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Appends the moment. */
    @FunctionalInterface
    private interface Sender {
        void send(long moment);
    }

    /** Waits for the next moment. */
    @FunctionalInterface
    private interface Receiver {
        long next() throws IOException;
    }

    /** A reader that waits in {@link Cursor#await}, and a writer that appends to memory. */
    Measurement varve() {
        return effort -> workspace.inFresh("varve", folder -> {
            try (VarveLog log = VarveLog.open(folder, Durability.MEMORY);
                    Cursor cursor = log.partition().read(0)) {
                byte[] value = new byte[VALUE_BYTES];
                return median(
                        effort,
                        moment -> {
                            ByteBuffer.wrap(value).putLong(0, moment);
                            log.partition().append(NewRecord.of(value));
                        },
                        () -> {
                            while (!cursor.next()) {
                                cursor.await(Duration.ofSeconds(ANSWER_SECONDS_MAX));
                            }
                            return VarveLog.sequence(cursor.record());
                        });
            }
        });
    }

    /** A reader that never lets go of its processor. */
    Measurement chronicleSpinning() {
        return effort -> workspace.inFresh("chronicle", folder -> {
            try (ChroniclePeer queue = new ChroniclePeer(folder, VALUE_BYTES);
                    ChroniclePeer.Reader reader = queue.reader()) {
                return median(effort, queue::append, reader::spinForNext);
            }
        });
    }

    /** A reader that spins, then yields, then sleeps longer and longer. */
    Measurement chroniclePausing() {
        return effort -> workspace.inFresh("chronicle", folder -> {
            Pauser pauser = Pauser.balanced();
            try (ChroniclePeer queue = new ChroniclePeer(folder, VALUE_BYTES);
                    ChroniclePeer.Reader reader = queue.reader()) {
                return median(effort, queue::append, () -> reader.pauseForNext(pauser));
            }
        });
    }

    private static double median(Effort effort, Sender sender, Receiver receiver)
            throws IOException, InterruptedException {
        int count = (int) (effort.nanos() / PACE_NANOS);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<double[]> micros = threads.submit(() -> receive(count, receiver));
            for (int i = 0; i < count; i++) {
                LockSupport.parkNanos(PACE_NANOS);
                sender.send(System.nanoTime());
            }
            sender.send(END);
            return Spread.of(micros.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)).median();
        } catch (ExecutionException | TimeoutException failure) {
            throw new IOException("the reader did not get all that was written", failure);
        }
    }

    private static double[] receive(int count, Receiver receiver) throws IOException {
        double[] micros = new double[count];
        for (int i = 0; i < count; i++) {
            long moment = receiver.next();
            micros[i] = (System.nanoTime() - moment) / 1e3;
        }
        long end = receiver.next();
        if (end != END) {
            throw new IOException("expected the end after " + count + " values, found " + end);
        }
        return micros;
    }
}
