package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code read --follow} beside commands that append to the same store. */
class FollowTest {

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void itShowsWhatOthersAppendMeanwhile() throws Exception {
        Session session = new Session(folder.resolve("store"));
        session.runWith("1\n2\n", "append", "t", "--lock-wait", "30").ok();
        Shown shown = new Shown();
        Console console = Console.of(
                InputStream.nullInputStream(),
                shown,
                OutputStream.nullOutputStream(),
                Map.of("VARVE_STORE", session.store().toString()));
        CompletableFuture<Integer> following = CompletableFuture.supplyAsync(
                () -> Main.run(console, "read", "t", "--follow", "--from", "1", "--max", "4"));
        shown.begun.await();
        session.runWith("3\n", "append", "t", "--lock-wait", "30").ok();
        session.run("topic", "alter", "t", "--partitions", "2", "--lock-wait", "30")
                .ok();
        session.runWith("4\n", "append", "t", "--partition", "1", "--lock-wait", "30")
                .ok();
        session.runWith("5\n", "append", "t", "--partition", "1", "--lock-wait", "30")
                .ok();
        assertEquals(0, following.get());
        assertEquals("2\n3\n4\n5\n", shown.content.toString(StandardCharsets.UTF_8));
    }

    /** Standard output that tells when something has come. */
    private static final class Shown extends OutputStream {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public void write(int single) {
            content.write(single);
            begun.countDown();
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aTopicThatIsDeletedEndsIt() throws Exception {
        Session session = new Session(folder.resolve("store"));
        session.runWith("1\n", "append", "t").ok();
        CompletableFuture<Session.Result> following =
                CompletableFuture.supplyAsync(() -> session.run("read", "t", "--follow"));
        session.run("topic", "delete", "t", "--lock-wait", "30").ok();
        assertTrue(following.get().refusal(1).contains("'t'"));
    }
}
