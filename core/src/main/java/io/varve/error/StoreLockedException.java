package io.varve.error;

import java.nio.file.Path;

/** Another process, or another handle in this process, has the store open. */
public final class StoreLockedException extends VarveException {

    private static final long serialVersionUID = 1L;

    /**
     * @param store the store's folder
     * @param holder who holds it, such as {@code process 4711}
     */
    public StoreLockedException(Path store, String holder) {
        super("the store " + store + " is in use by " + holder + "; close it there first, one process at a time");
    }
}
