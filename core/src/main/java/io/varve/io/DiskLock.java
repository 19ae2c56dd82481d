package io.varve.io;

/** A lock that is held until it is closed. */
public interface DiskLock extends AutoCloseable {

    /** Frees the lock; closing twice does nothing. */
    @Override
    void close();
}
