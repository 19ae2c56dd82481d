package io.varve.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An offset that only rises, and those who wait for it. One exists for each promise that a log makes: written, durable,
 * visible.
 *
 * <p>No wake-up is lost: a waiter enters the stack first and looks at the offset again afterwards, the one who raises
 * the offset stores it first and looks at the stack afterwards, and both steps are volatile accesses, so at least one
 * of the two sees the other. Raising an offset that nobody waits for costs one compare-and-set and one read.
 *
 * <p>Threads: any.
 */
public final class Watermark {

    /**
     * Told once: when the offset is reached, or when it never will be. Runs on the thread that raised the offset: be
     * short.
     */
    public interface Waiter {
        /**
         * Tells it.
         *
         * @param failure why the offset will not be reached, or null where it is reached
         */
        void done(@Nullable RuntimeException failure);

        /** Whether it need not be told any more. */
        default boolean isGone() {
            return false;
        }
    }

    /** A waiter in the stack; immutable but for the link, which is set before the node is published. */
    private static final class Node {
        final long targetOffset;
        final Waiter waiter;

        @Nullable
        Node next;

        Node(long targetOffset, Waiter waiter) {
            this.targetOffset = targetOffset;
            this.waiter = waiter;
        }
    }

    private static final VarHandle OFFSET;
    private static final VarHandle WAITING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OFFSET = lookup.findVarHandle(Watermark.class, "offset", long.class);
            WAITING = lookup.findVarHandle(Watermark.class, "waiting", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Written by whoever reaches further, read by all: publishes everything done before the offset was raised. */
    private volatile long offset;

    /** A Treiber stack: pushed by waiters, taken as a whole by whoever raises the offset. */
    @SuppressWarnings("UnusedVariable") // through WAITING
    private volatile @Nullable Node waiting;

    /** Written once, when the log fails or closes; read by waiters after they entered the stack. */
    private volatile @Nullable RuntimeException failure;

    Watermark(long offset) {
        this.offset = offset;
    }

    /** The offset now. */
    public long offset() {
        return offset;
    }

    /** Raises the offset and tells those who waited for it; a lower one changes nothing. */
    void advance(long newOffset) {
        long seen = offset;
        while (seen < newOffset) {
            if (OFFSET.compareAndSet(this, seen, newOffset)) {
                if (waiting != null) {
                    tell();
                }
                return;
            }
            seen = offset;
        }
    }

    /** Tells all who wait, now and later, that the offset will not rise any more. */
    void fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
        }
        tell();
    }

    /** Tells those who wait now that the offset is not reached for the present; those who come later wait as ever. */
    void refuse(RuntimeException reason) {
        Node taken = (Node) WAITING.getAndSet(this, null);
        for (Node node = oldestFirst(taken); node != null; node = node.next) {
            node.waiter.done(node.targetOffset <= offset ? null : reason);
        }
    }

    /** Tells the waiter when the offset is at least the target: at once, where it is already. */
    public void whenReached(long targetOffset, Waiter waiter) {
        if (offset >= targetOffset) {
            waiter.done(null);
            return;
        }
        push(new Node(targetOffset, waiter));
        if (offset >= targetOffset || failure != null) {
            tell();
        }
    }

    /**
     * Drops waiters that are gone; those who give up waiting call it, so that none piles up while nothing is appended.
     */
    void sweep() {
        tell();
    }

    private void push(Node node) {
        Node head = waiting;
        node.next = head;
        while (!WAITING.compareAndSet(this, head, node)) {
            head = waiting;
            node.next = head;
        }
    }

    /**
     * Takes the stack and tells whoever is served, in the order of coming; puts the others back. Again, where the
     * offset rose in between.
     */
    private void tell() {
        boolean again = true;
        while (again) {
            Node taken = oldestFirst((Node) WAITING.getAndSet(this, null));
            long reached = offset;
            RuntimeException reason = failure;
            boolean anyLeft = false;
            long lowestLeft = Long.MAX_VALUE;
            while (taken != null) {
                Node next = taken.next;
                if (taken.waiter.isGone()) {
                    taken.next = null;
                } else if (taken.targetOffset <= reached) {
                    taken.waiter.done(null);
                } else if (reason != null) {
                    taken.waiter.done(reason);
                } else {
                    anyLeft = true;
                    lowestLeft = Math.min(lowestLeft, taken.targetOffset);
                    push(taken);
                }
                taken = next;
            }
            again = anyLeft && (lowestLeft <= offset || failure != null);
        }
    }

    private static @Nullable Node oldestFirst(@Nullable Node newestFirst) {
        Node reversed = null;
        Node node = newestFirst;
        while (node != null) {
            Node next = node.next;
            node.next = reversed;
            reversed = node;
            node = next;
        }
        return reversed;
    }
}
