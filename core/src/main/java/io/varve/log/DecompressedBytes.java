package io.varve.log;

/** The bound on what a compressed batch may grow to. */
public final class DecompressedBytes {

    /**
     * 256 MiB for one batch: no client makes such a one, and no stored or received byte can make the process take more
     * memory than this for it.
     */
    public static final int MAX = 256 << 20;

    private DecompressedBytes() {}
}
