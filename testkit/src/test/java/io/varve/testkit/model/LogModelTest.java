package io.varve.testkit.model;

import io.varve.testkit.Property;
import io.varve.testkit.engine.EngineDisk;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partition answers what the model of it answers, whatever is done with it in whatever order: I1, I2, I3, I4, I5,
 * across restarts and the death of the process. Answers RV-1, RV-3, RV-8, RV-11, SB-2, SB-4, KB-3.
 */
class LogModelTest {

    @Test
    void thePartitionIsAsTheModelOfItInMemory(@TempDir Path temporary) {
        Property.holds(120, draw -> {
            try (LogScript script = new LogScript(draw, EngineDisk.MEMORY, temporary)) {
                script.run(60);
            }
        });
    }

    @Test
    void thePartitionIsAsTheModelOfItOnDisk(@TempDir Path temporary) {
        Property.holds(6, draw -> {
            try (LogScript script = new LogScript(draw, EngineDisk.LOCAL, temporary)) {
                script.run(60);
            }
        });
    }
}
