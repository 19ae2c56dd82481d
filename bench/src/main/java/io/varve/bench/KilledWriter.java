package io.varve.bench;

import io.varve.Appender;
import io.varve.AppenderOptions;
import io.varve.TopicSpec;
import io.varve.Varve;
import io.varve.record.NewRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A process that appends, says when all of it is on the device, and waits to be killed. */
final class KilledWriter {

    static final String TOPIC = "bench";

    /** What it says. */
    static final String DONE = "done";

    private KilledWriter() {}

    /** Takes a folder, a number of records and the size of a value. */
    public static void main(String[] arguments) throws IOException {
        long records = Long.parseLong(arguments[1]);
        NewRecord record =
                NewRecord.of(Payload.noise(1, Integer.parseInt(arguments[2])).getFirst());
        Varve varve = Varve.open(Path.of(arguments[0]));
        Appender appender = varve.createTopic(TopicSpec.of(TOPIC)).appender(AppenderOptions.DEFAULT);
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (long i = 0; i < records; i++) {
            last = appender.append(0, record);
        }
        appender.flush();
        last.join();
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(DONE);
        int input = System.in.read();
        throw new IOException("not killed, but spoken to: " + input);
    }
}
