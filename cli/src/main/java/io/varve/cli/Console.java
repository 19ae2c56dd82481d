package io.varve.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command reads and writes, and what it knows of its surroundings; in tests, all of it is made up.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment the environment's variables
 * @param isInTerminal whether someone sits at standard input, who can be asked
 * @param isErrTerminal whether someone looks at standard error, who can be shown progress
 * @param interrupts tells of Ctrl-C
 */
record Console(
        InputStream in,
        Output out,
        PrintStream err,
        Map<String, String> environment,
        boolean isInTerminal,
        boolean isErrTerminal,
        Interrupts interrupts) {

    private static final int STDIN = 0;
    private static final int STDERR = 2;

    /** A console without a terminal, whose command is never interrupted. */
    static Console of(InputStream in, OutputStream out, OutputStream err, Map<String, String> environment) {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Console(in, new Output(out), errors, environment, false, false, Interrupts.none());
    }

    /** The process's own streams, unbuffered: {@code System.out} would swallow the errors. */
    static Console ofProcess(Interrupts interrupts) {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new Output(new FileOutputStream(FileDescriptor.out)),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System.getenv(),
                isTerminal(STDIN),
                isTerminal(STDERR),
                interrupts);
    }

    /** The same that reads and writes elsewhere; nobody sits at its input. */
    Console redirected(InputStream newIn, Output newOut) {
        return new Console(newIn, newOut, err, environment, false, false, interrupts);
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The JDK tells of input and output together only, so we look where the system says that the stream leads. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException unknown) {
            return Optional.ofNullable(System.console())
                    .map(java.io.Console::isTerminal)
                    .orElse(false);
        }
    }
}
