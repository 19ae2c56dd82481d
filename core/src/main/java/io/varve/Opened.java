package io.varve;

import java.util.ArrayDeque;

/** What a failing opening has opened so far, to be closed the other way round. */
final class Opened {

    private final ArrayDeque<AutoCloseable> newestFirst = new ArrayDeque<>();

    <T extends AutoCloseable> T keep(T resource) {
        newestFirst.addFirst(resource);
        return resource;
    }

    /** Closes everything; what fails on the way is kept with the failure that led here. */
    void closeAfter(Throwable failure) {
        for (AutoCloseable resource : newestFirst) {
            try {
                resource.close();
            } catch (Exception second) {
                failure.addSuppressed(second);
            }
        }
    }
}
