package io.varve.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SurroundingsTest {

    @Test
    void eachStoreInMemoryHasADiskOfItsOwn() {
        Surroundings one = Surroundings.inMemory(1024);
        Surroundings two = Surroundings.inMemory(1024);
        one.disk().create(Path.of("/f"), 0).close();
        assertTrue(!two.disk().exists(Path.of("/f")));
        one.workers().close();
        two.workers().start("loop", () -> {});
        two.workers().close();
    }

    @Test
    void theLocalOnesAreThisMachines() {
        Surroundings local = Surroundings.local();
        assertInstanceOf(LocalDisk.class, local.disk());
        assertTrue(Math.abs(local.clock().wallTimeMs() - System.currentTimeMillis()) < 60_000);
        long earlier = local.clock().elapsedNanos();
        assertTrue(local.clock().elapsedNanos() - earlier >= 0);
        local.workers().close();
    }

    @Test
    void randomNumbersStayBelowTheirBoundAndIdentitiesAreFresh() {
        Entropy entropy = Entropy.system();
        for (int i = 0; i < 1000; i++) {
            long number = entropy.nextLong(3);
            assertTrue(number >= 0 && number < 3);
        }
        UUID identity = entropy.nextUuid();
        assertEquals(4, identity.version());
        assertNotEquals(identity, entropy.nextUuid());
    }
}
