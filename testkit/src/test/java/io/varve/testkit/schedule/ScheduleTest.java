package io.varve.testkit.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a schedule promises of time and of threads that wait. */
class ScheduleTest {

    private static final long HOURS_NANOS = 3 * 3_600_000_000_000L;

    @Test
    void noTimePassesWhileThePlatformHoldsAThreadUp() throws InterruptedException {
        Schedule schedule = new Schedule(1, 0);
        Object monitor = new Object();
        CountDownLatch held = new CountDownLatch(1);
        AtomicReference<Thread> contender = new AtomicReference<>();
        Thread holder = Thread.ofPlatform().start(() -> holdUntilWanted(monitor, held, contender));
        held.await();
        AtomicBoolean over = new AtomicBoolean();
        AtomicBoolean overBeforeTimePassed = new AtomicBoolean();

        Schedule.Ending ending = schedule.run(() -> {
            contender.set(schedule.start("contender", () -> {
                synchronized (monitor) {
                    over.set(true);
                }
            }));
            schedule.sleep(1);
            overBeforeTimePassed.set(over.get());
        });

        holder.join();
        assertEquals(Schedule.Ending.DONE, ending);
        assertTrue(overBeforeTimePassed.get());
    }

    /** Holds a monitor until a thread waits for it, and a moment longer. */
    private static void holdUntilWanted(Object monitor, CountDownLatch held, AtomicReference<Thread> contender) {
        synchronized (monitor) {
            held.countDown();
            while (!isBlocked(contender.get())) {
                LockSupport.parkNanos(100_000);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean isBlocked(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.BLOCKED;
    }

    @Test
    void whoeverIsNeverWokenIsStuckThoughTimersGoOn() {
        Schedule schedule = new Schedule(1, 0);

        Schedule.Ending ending = schedule.run(() -> {
            schedule.start("beat", () -> {
                while (schedule.nowNanos() < HOURS_NANOS) {
                    schedule.sleep(60_000_000_000L);
                }
            });
            while (true) {
                LockSupport.park(this);
            }
        });

        assertEquals(Schedule.Ending.STUCK, ending);
    }
}
