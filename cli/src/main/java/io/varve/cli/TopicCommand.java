package io.varve.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code varve topic}: the commands on topics. */
@Command(
        name = "topic",
        header = "Make, list, describe, change and delete topics.",
        synopsisSubcommandLabel = "COMMAND")
final class TopicCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "name what to do: create, list, describe, alter or delete");
        }
    }
}
