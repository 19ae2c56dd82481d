package io.varve.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code varve generate-completion}: the script that makes a shell complete our commands and options. */
@Command(
        name = "generate-completion",
        header = "Print a script that completes commands and options in bash and zsh.",
        description = """

            In bash: source <(varve generate-completion)
            """)
final class CompletionCommand implements Runnable {

    private final VarveCommand root;

    CompletionCommand(VarveCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        root.console().out().text(AutoComplete.bash("varve", Main.create(root)));
    }
}
