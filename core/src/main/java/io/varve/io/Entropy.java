package io.varve.io;

import java.util.UUID;

/** The seam to randomness. */
public interface Entropy {

    /** A number in [0, bound), bound &gt; 0. */
    long nextLong(long bound);

    /** A fresh random (version 4) identity. */
    UUID nextUuid();

    /** The machine's own randomness; identities come from its secure source. Any thread may call it. */
    static Entropy system() {
        return SystemEntropy.INSTANCE;
    }
}
