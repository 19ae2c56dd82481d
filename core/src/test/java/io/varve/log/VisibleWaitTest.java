package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VisibleWaitTest {

    private static final long LONG = TimeUnit.DAYS.toNanos(1);

    private final Watermark visible = new Watermark(5);
    private final StillWorkers workers = new StillWorkers();
    private final VisibleWait wait = new VisibleWait(visible, workers);
    private final CountDownLatch begun = new CountDownLatch(1);

    private CompletableFuture<Boolean> waiting(long offset) throws InterruptedException {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            begun.countDown();
            try {
                result.complete(wait.until(offset, LONG));
            } catch (ClosedException failure) {
                result.completeExceptionally(failure);
            }
        });
        begun.await();
        while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return result;
    }

    @Test
    void whatIsThereIsNotWaitedFor() {
        assertTrue(wait.until(5, 0));
        assertFalse(wait.until(6, 0));
        assertFalse(wait.until(6, -1));
    }

    @Test
    void itIsWokenWhenTheOffsetIsReachedAndNotBefore() throws Exception {
        CompletableFuture<Boolean> result = waiting(8);
        visible.advance(7);
        assertFalse(result.isDone());
        visible.advance(8);
        assertTrue(result.get(10, TimeUnit.SECONDS));
        assertEquals(0, workers.fire(), "the timer was left behind");
    }

    @Test
    void theTimeEndsIt() throws Exception {
        CompletableFuture<Boolean> result = waiting(8);
        assertEquals(1, workers.fire());
        assertFalse(result.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aLaterWaitIsServedThoughTheOneBeforeTimedOut() throws Exception {
        CompletableFuture<Boolean> first = waiting(8);
        workers.fire();
        assertFalse(first.get(10, TimeUnit.SECONDS));
        CompletableFuture<Boolean> second = waiting(9);
        visible.advance(8);
        visible.advance(9);
        assertTrue(second.get(10, TimeUnit.SECONDS));
    }

    @Test
    void theEndEndsItAndAllLaterOnes() throws Exception {
        CompletableFuture<Boolean> result = waiting(8);
        wait.end();
        assertFalse(result.get(10, TimeUnit.SECONDS));
        assertFalse(wait.until(8, LONG));
    }

    @Test
    void aFailureIsThrown() throws Exception {
        CompletableFuture<Boolean> result = waiting(8);
        visible.fail(new ClosedException("the log"));
        assertThrows(ExecutionException.class, () -> result.get(10, TimeUnit.SECONDS));
        assertThrows(ClosedException.class, () -> wait.until(8, LONG));
        assertTrue(wait.until(5, LONG));
    }

    @Test
    void anInterruptedThreadDoesNotWaitAndKeepsItsFlag() {
        Thread.currentThread().interrupt();
        assertFalse(wait.until(8, LONG));
        assertTrue(Thread.interrupted());
    }
}
