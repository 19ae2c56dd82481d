package io.varve.cli;

import io.varve.error.VarveException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Where the {@code varve} command starts: builds the tree of commands, runs one, turns failures into a line. */
public final class Main {

    private static final int DONE = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;
    private static final int HELP_COLUMNS = 100;

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        ShutdownInterrupts interrupts = ShutdownInterrupts.listen();
        int status = run(Console.ofProcess(interrupts), arguments);
        interrupts.end();
        System.exit(status);
    }

    /** Runs one command in this process and returns its exit status: 0 done, 1 failed, 2 misused. */
    static int run(Console console, String... arguments) {
        VarveCommand root = new VarveCommand(console);
        int status;
        try {
            status = create(root).execute(arguments);
            console.out().flush();
        } catch (QuietEndException enough) {
            status = DONE;
        } catch (RuntimeException | Error failure) {
            status = report(root, failure);
        }
        return status;
    }

    /** The command with all that is under it. */
    static CommandLine create(VarveCommand root) {
        CommandLine line = new CommandLine(root);
        CommandLine topic = new CommandLine(new TopicCommand());
        line.addSubcommand("topic", topic);
        topic.addSubcommand("create", new TopicCreateCommand(root));
        topic.addSubcommand("list", new TopicListCommand(root));
        topic.addSubcommand("describe", new TopicDescribeCommand(root));
        topic.addSubcommand("alter", new TopicAlterCommand(root));
        topic.addSubcommand("delete", new TopicDeleteCommand(root));
        line.addSubcommand("append", new AppendCommand(root));
        line.addSubcommand("read", new ReadCommand(root));
        line.addSubcommand("dump", new DumpCommand(root));
        line.addSubcommand("stats", new StatsCommand(root));
        line.addSubcommand("doctor", new DoctorCommand(root));
        line.addSubcommand("demo", new DemoCommand(root));
        line.addSubcommand("generate-completion", new CompletionCommand(root));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(HELP_COLUMNS);
        line.setOut(new PrintWriter(new OutputWriter(root.console().out()), true));
        line.setErr(new PrintWriter(root.console().err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((failure, given) -> {
            reportMisuse(root, failure);
            return USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, given) -> handle(root, failure));
        return line;
    }

    private static int handle(VarveCommand root, Exception failure) {
        return switch (failure) {
            case ParameterException misuse -> {
                reportMisuse(root, misuse);
                yield USAGE;
            }
            case QuietEndException quiet -> DONE;
            default -> report(root, failure);
        };
    }

    private static void reportMisuse(VarveCommand root, ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        print(root, oneLine(failure.getMessage()) + "; see '" + command + " --help'", failure);
    }

    private static int report(VarveCommand root, Throwable failure) {
        @Nullable
        String message = switch (failure) {
            case VarveException refused -> refused.getMessage();
            case RefusalException refused -> refused.getMessage();
            case UncheckedIOException input -> input.getMessage();
            case OutOfMemoryError tooMuch ->
                "out of memory: " + tooMuch.getMessage() + "; give the JVM more with JDK_JAVA_OPTIONS=-Xmx4g";
            default -> "unexpected failure: " + failure + "; run it again with --verbose and report what it says";
        };
        flush(root.console().out());
        print(root, oneLine(message), failure);
        return FAILURE;
    }

    /** What was found before the failure comes before its message; should this fail too, one message is enough. */
    private static void flush(Output out) {
        try {
            out.flush();
        } catch (QuietEndException | RefusalException alsoFailed) {
            out.discard();
        }
    }

    private static void print(VarveCommand root, String message, Throwable failure) {
        root.console().err().println("varve: " + message);
        if (root.isVerbose()) {
            failure.printStackTrace(root.console().err());
        }
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
