package io.varve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.error.ClosedException;
import io.varve.error.StorageFailedException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FailureLatchTest {

    private static final LogPlace PLACE = new LogPlace("orders", new UUID(1, 2), 3, Path.of("orders-3"));

    private final StorageFailedException full = new StorageFailedException(
            Path.of("0.log"), "write", 42, StorageFailedException.Kind.NO_SPACE, "No space left on device");

    @Test
    void everyCallerIsToldTheFirstFailureInItsOwnWords() {
        FailureLatch latch = new FailureLatch(PLACE);
        latch.check();
        assertEquals(full.getMessage(), latch.set(full).getMessage());
        assertEquals(
                full.getMessage(), latch.set(new IllegalStateException("later")).getMessage());
        StorageFailedException told = assertThrows(StorageFailedException.class, latch::check);
        assertEquals(full.getMessage(), told.getMessage());
        assertEquals(StorageFailedException.Kind.NO_SPACE, told.kind());
        assertEquals(42, told.positionBytes());
        assertSame(full, told.getCause());
        assertNotSame(told, assertThrows(StorageFailedException.class, latch::check));
    }

    @Test
    void aClosedLogSaysSo() {
        FailureLatch latch = new FailureLatch(PLACE);
        assertFalse(latch.isSet());
        latch.close();
        assertThrows(ClosedException.class, latch::check);
    }
}
