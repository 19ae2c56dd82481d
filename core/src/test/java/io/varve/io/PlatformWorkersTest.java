package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PlatformWorkersTest {

    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Test
    void loopsRunOnDaemonThreadsOfTheirName() throws InterruptedException {
        try (Workers workers = Workers.platform()) {
            workers.start(
                    "spill",
                    () -> events.add(Thread.currentThread().getName()
                            + (Thread.currentThread().isDaemon() ? " daemon" : " not a daemon")));
            assertEquals("varve-spill daemon", events.take());
        }
    }

    @Test
    void timersRunInTheOrderOfTheirTimes() throws InterruptedException {
        try (Workers workers = Workers.platform()) {
            workers.after(20_000_000, () -> events.add("second"));
            workers.after(
                    0, () -> events.add("first on " + Thread.currentThread().getName()));
            assertEquals("first on varve-timer", events.take());
            assertEquals("second", events.take());
        }
    }

    @Test
    void aTimerRunsNoSoonerThanAsked() throws InterruptedException {
        try (Workers workers = Workers.platform()) {
            long start = System.nanoTime();
            workers.after(30_000_000, () -> events.add("ran"));
            events.take();
            assertTrue(System.nanoTime() - start >= 30_000_000);
        }
    }

    @Test
    void whateverATaskThrowsTheNextOneRuns() throws InterruptedException {
        try (Workers workers = Workers.platform()) {
            workers.after(0, () -> {
                throw new AssertionError("thrown by the test");
            });
            workers.after(0, () -> {
                throw new IllegalStateException("thrown by the test");
            });
            workers.after(0, () -> events.add("ran on " + Thread.currentThread().getName()));
            assertEquals("ran on varve-timer", events.take());
            workers.start("broken", () -> {
                throw new AssertionError("thrown by the test");
            });
            workers.start("whole", () -> events.add("ran"));
            assertEquals("ran", events.take());
        }
    }

    @Test
    void aCancelledTimerDoesNotRun() throws InterruptedException {
        try (Workers workers = Workers.platform()) {
            CountDownLatch busy = new CountDownLatch(1);
            workers.after(0, () -> {
                events.add("busy");
                awaitQuietly(busy);
            });
            assertEquals("busy", events.take());
            Workers.Timer cancelled = workers.after(0, () -> events.add("cancelled"));
            workers.after(1, () -> events.add("kept"));
            cancelled.cancel();
            cancelled.cancel();
            busy.countDown();
            assertEquals("kept", events.take());
        }
    }

    @Test
    void closingDropsTimersAndWaitsForLoopsWithoutInterruptingThem() {
        CountDownLatch told = new CountDownLatch(1);
        Workers workers = Workers.platform();
        workers.after(HOUR_NANOS, () -> events.add("too late"));
        workers.start("loop", () -> {
            awaitQuietly(told);
            events.add(Thread.currentThread().isInterrupted() ? "interrupted" : "ended");
        });
        told.countDown();
        workers.close();
        assertEquals("ended", events.poll());
        workers.close();
        assertEquals(null, events.poll());
    }

    @Test
    void closingWaitsForTheTimerTaskThatRuns() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        Workers workers = Workers.platform();
        workers.after(0, () -> {
            events.add("begun");
            awaitQuietly(told);
            events.add("ended");
        });
        assertEquals("begun", events.take());
        told.countDown();
        workers.close();
        assertEquals("ended", events.poll());
    }

    @Test
    void closingGivesUpOnALoopThatDoesNotEndAndKeepsAnInterrupt() {
        CountDownLatch never = new CountDownLatch(1);
        Workers workers = new PlatformWorkers(50_000_000);
        workers.start("stubborn", () -> awaitQuietly(never));
        Thread.currentThread().interrupt();
        workers.close();
        assertTrue(Thread.interrupted());
        never.countDown();
    }

    @Test
    void aWorkerCanCloseItsOwnWorkers() throws InterruptedException {
        Workers workers = new PlatformWorkers(HOUR_NANOS);
        workers.start("loop", () -> {
            workers.close();
            events.add("closed");
        });
        assertEquals("closed", events.take());
        Workers others = new PlatformWorkers(HOUR_NANOS);
        others.after(0, () -> {
            others.close();
            events.add("closed");
        });
        assertEquals("closed", events.take());
    }

    @Test
    void closedWorkersTakeNothingMore() {
        Workers workers = Workers.platform();
        workers.close();
        assertThrows(ClosedException.class, () -> workers.start("loop", () -> events.add("ran")));
        assertThrows(ClosedException.class, () -> workers.after(0, () -> events.add("ran")));
        assertFalse(events.contains("ran"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
