package io.varve;

import io.varve.io.Sabotage;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What an opening has opened so far, to be closed the other way round: all of it, whatever fails on the way.
 *
 * <p>Threads: one at a time.
 */
final class Opened {

    /** Closes something and says on the way what failed, unchecked. */
    interface Closing {
        void close();
    }

    private final ArrayDeque<Closing> newestFirst = new ArrayDeque<>();

    void keep(Closing closing) {
        newestFirst.addFirst(closing);
    }

    /** Keeps something that is to be closed after all that was kept before. */
    void keepToTheEnd(Closing closing) {
        newestFirst.addLast(closing);
    }

    /** Closes everything and throws the first failure, which carries the others. */
    void close() {
        RuntimeException first = closeAll();
        if (first != null && !Sabotage.CLOSE_HIDES_FAILURES) {
            throw first;
        }
    }

    /** Closes everything; what fails on the way is kept with the failure that led here. */
    void closeAfter(Throwable failure) {
        RuntimeException second = closeAll();
        if (second != null) {
            failure.addSuppressed(second);
        }
    }

    private @Nullable RuntimeException closeAll() {
        RuntimeException first = null;
        for (Iterator<Closing> left = newestFirst.iterator(); left.hasNext(); left.remove()) {
            try {
                left.next().close();
            } catch (RuntimeException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        return first;
    }
}
