package io.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs commands in this process on one store, as a shell would, and keeps what they say. */
final class Session {

    /** What a command left behind. */
    record Result(int status, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }

        /** Checks that it succeeded without a word on standard error. */
        Result ok() {
            assertEquals("", err);
            assertEquals(0, status);
            return this;
        }

        /** Checks that it failed with this status and one line on standard error; answers that line. */
        String refusal(int expectedStatus) {
            assertEquals(expectedStatus, status, err);
            assertEquals(1, err.lines().count(), err);
            return err.strip();
        }
    }

    private final Path store;

    Session(Path store) {
        this.store = store;
    }

    Path store() {
        return store;
    }

    Result run(String... arguments) {
        return runWith("", arguments);
    }

    Result runWith(String input, String... arguments) {
        return runWith(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    Result runWith(byte[] input, String... arguments) {
        return runWith(new ByteArrayInputStream(input), arguments);
    }

    Result runWith(InputStream input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Map<String, String> environment = Map.of("VARVE_STORE", store.toString());
        int status = Main.run(Console.of(input, out, err, environment), arguments);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
