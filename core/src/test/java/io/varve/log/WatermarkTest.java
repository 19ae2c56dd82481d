package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.ClosedException;
import io.varve.record.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WatermarkTest {

    private final RuntimeException reason = new ClosedException("the log");

    private final Watermark mark = new Watermark(10);

    /** Notes how often it is told, and what. */
    private static final class Told implements Watermark.Waiter {
        int times;
        boolean gone;

        @Nullable
        RuntimeException failure;

        @Override
        public void done(@Nullable RuntimeException given) {
            times++;
            failure = given;
        }

        @Override
        public boolean isGone() {
            return gone;
        }
    }

    private Told waiting(long targetOffset) {
        Told told = new Told();
        mark.whenReached(targetOffset, told);
        return told;
    }

    @Test
    void whatIsReachedIsToldAtOnce() {
        assertEquals(1, waiting(10).times);
        assertEquals(0, waiting(11).times);
    }

    @Test
    void eachIsToldOnceAndOnlyWhenItsOffsetIsReached() {
        List<Told> all = new ArrayList<>();
        for (int target = 11; target <= 20; target++) {
            all.add(waiting(target));
        }
        for (int reached = 11; reached <= 20; reached++) {
            mark.advance(reached);
            mark.advance(reached - 5);
            assertEquals(reached, mark.offset());
            for (int i = 0; i < all.size(); i++) {
                assertEquals(11 + i <= reached ? 1 : 0, all.get(i).times);
                assertNull(all.get(i).failure);
            }
        }
    }

    @Test
    void aFailureIsToldToThoseWhoWaitAndThoseWhoCome() {
        Told before = waiting(11);
        mark.fail(reason);
        mark.fail(new IllegalStateException("a second one"));
        Told after = waiting(11);
        assertSame(reason, before.failure);
        assertSame(reason, after.failure);
        assertEquals(2, before.times + after.times);
    }

    @Test
    void whatIsReachedIsReachedOnAFailedLogToo() {
        mark.fail(reason);
        Told reached = waiting(10);
        assertEquals(1, reached.times);
        assertNull(reached.failure);
    }

    @Test
    void thoseWhoAreGoneAreDroppedUntold() {
        Told gone = waiting(11);
        gone.gone = true;
        mark.sweep();
        gone.gone = false;
        mark.advance(11);
        assertEquals(0, gone.times);
    }

    @Test
    void aWaiterMayWaitAgainWhileItIsTold() {
        Told last = new Told();
        mark.whenReached(11, failure -> mark.whenReached(12, last));
        mark.advance(11);
        mark.advance(12);
        assertEquals(1, last.times);
    }

    @Test
    void whatIsAcknowledgedIsVisibleAlready() {
        Watermarks marks = Watermarks.at(0);
        long[] seen = {-1, -1};
        marks.written().whenReached(5, failure -> seen[0] = marks.visible().offset());
        marks.written(5, Durability.OS);
        assertEquals(5, seen[0]);
        marks.durable().whenReached(9, failure -> seen[1] = marks.visible().offset());
        marks.durable(9);
        assertEquals(9, seen[1]);
    }

    @Test
    void whatADiskTopicHasWrittenOnlyIsNotVisible() {
        Watermarks marks = Watermarks.at(0);
        marks.written(5, Durability.DISK);
        assertEquals(0, marks.visible().offset());
        assertEquals(5, marks.written().offset());
    }

    @Test
    void theHighestOffsetThereIsEndsNothingButTheWaiting() {
        Told last = waiting(Long.MAX_VALUE);
        mark.advance(Long.MAX_VALUE);
        mark.sweep();
        mark.fail(reason);
        assertEquals(1, last.times);
        assertNull(last.failure);
    }

    @Test
    void noWakeUpIsLostBetweenThreads() throws InterruptedException {
        int waiters = 3_000;
        Watermark shared = new Watermark(0);
        AtomicInteger told = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(waiters);
        Thread entering = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 1; i <= waiters; i++) {
                shared.whenReached(i, failure -> {
                    told.incrementAndGet();
                    all.countDown();
                });
            }
        });
        Thread sweeping = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < 500; i++) {
                shared.sweep();
            }
        });
        for (int i = 1; i <= waiters; i++) {
            shared.advance(i);
        }
        entering.join();
        sweeping.join();
        assertTrue(all.await(10, TimeUnit.SECONDS), () -> all.getCount() + " were not told");
        assertEquals(waiters, told.get());
    }

    @Test
    void aFailureReachesAllWhoEnterAtThatMoment() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Watermark shared = new Watermark(0);
            AtomicInteger told = new AtomicInteger();
            Thread entering = Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i < 50; i++) {
                    shared.whenReached(100, failure -> told.incrementAndGet());
                }
            });
            shared.fail(reason);
            entering.join();
            assertEquals(50, told.get(), "in round " + round);
        }
    }
}
