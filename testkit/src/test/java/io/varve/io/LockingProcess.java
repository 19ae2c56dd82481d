package io.varve.io;

import io.varve.error.StoreLockedException;
import java.io.PrintStream;
import java.nio.file.Path;

/** A process of its own that takes a lock and answers on its output whether it got it, or who holds it. */
final class LockingProcess {

    private LockingProcess() {}

    public static void main(String[] arguments) {
        PrintStream answer = System.out;
        try (DiskLock _ = LocalDisk.instance().lock(Path.of(arguments[0]), "a process of its own")) {
            answer.println("taken");
        } catch (StoreLockedException refused) {
            String message = refused.toString();
            answer.println("refused: " + message.replaceAll(".* is in use by (.*); close it .*", "$1"));
        }
    }
}
