package io.varve.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Interrupts as the JVM passes them on: it begins to shut down, and lets a hook do what is left to do. */
final class ShutdownInterrupts implements Interrupts {

    private static final long END_WAIT_SECONDS = 5;
    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<Runnable> action = new AtomicReference<>(NOTHING);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Begins to listen. */
    static ShutdownInterrupts listen() {
        ShutdownInterrupts interrupts = new ShutdownInterrupts();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> interrupts.action.get().run(), "interrupt"));
        return interrupts;
    }

    @Override
    public Registration onInterrupt(Runnable newAction) {
        action.set(newAction);
        return () -> action.set(NOTHING);
    }

    /** The command has ended. */
    void end() {
        action.set(NOTHING);
        ended.countDown();
    }

    @Override
    public void awaitEnd() {
        try {
            if (!ended.await(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                Thread.currentThread().interrupt();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
