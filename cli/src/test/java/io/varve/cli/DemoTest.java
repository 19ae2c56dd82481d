package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo runs on whatever machine the tests run on. */
class DemoTest {

    @TempDir
    private Path folder;

    @Test
    void itShowsEveryStepAndLeavesTheUsersStoreAlone() {
        Session session = new Session(folder.resolve("store"));
        Session.Result result = session.run("demo").ok();
        for (String step : new String[] {"append history", "--from @", "dump ", "stats"}) {
            assertTrue(result.out().contains(step), result.out());
        }
        assertTrue(result.out().contains("on disk when acknowledged"), result.out());
        assertTrue(result.out().contains("\"offset\":"), result.out());
        assertTrue(result.out().contains("crc 0x"), result.out());
        assertEquals(false, session.store().toFile().exists());
    }
}
