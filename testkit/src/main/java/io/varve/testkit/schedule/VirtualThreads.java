package io.varve.testkit.schedule;

import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;

/**
 * Makes virtual threads that run where we say. The platform has a constructor for that, for tests of its own; it must
 * be opened by {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class VirtualThreads {

    private final Executor carrier;

    VirtualThreads(Executor carrier) {
        this.carrier = carrier;
    }

    Thread start(String name, Runnable task) {
        try {
            Thread.Builder.OfVirtual builder = (Thread.Builder.OfVirtual) Door.BUILDER.newInstance(carrier);
            return builder.name(name).start(task);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException("this JDK makes no virtual threads for a carrier of ours", failure);
        }
    }

    private static final class Door {

        static final Constructor<?> BUILDER = open();

        private static Constructor<?> open() {
            try {
                Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                        .getDeclaredConstructor(Executor.class);
                constructor.setAccessible(true);
                return constructor;
            } catch (ReflectiveOperationException | RuntimeException failure) {
                throw new IllegalStateException(
                        "a seeded schedule needs the JVM option --add-opens java.base/java.lang=ALL-UNNAMED", failure);
            }
        }
    }
}
