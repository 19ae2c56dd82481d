package io.varve.cli;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Interrupts as the JVM passes them on: it begins to shut down, and lets a hook do what is left to do. */
final class ShutdownInterrupts implements Interrupts {

    private static final long END_WAIT_SECONDS = 5;

    private final AtomicReference<Optional<Runnable>> action = new AtomicReference<>(Optional.empty());
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Begins to listen. */
    static ShutdownInterrupts listen() {
        ShutdownInterrupts interrupts = new ShutdownInterrupts();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> interrupts.action.get().ifPresent(Runnable::run), "interrupt"));
        return interrupts;
    }

    @Override
    public void during(Runnable work, Runnable newAction) {
        action.set(Optional.of(newAction));
        try {
            work.run();
        } finally {
            action.set(Optional.empty());
        }
    }

    /** The command has ended. */
    void end() {
        action.set(Optional.empty());
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
