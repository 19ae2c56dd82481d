package io.varve.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a reader of figures must know of the machine that they come from. */
final class Machine {

    private Machine() {}

    /** A line or two about the machine as it is now. */
    static String facts(Path folder) throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Runtime runtime = Runtime.getRuntime();
        double load = system.getSystemLoadAverage();
        String facts = String.format(
                Locale.ROOT,
                "%d cores, %.1f GiB memory, %s %s %s, JDK %s, heap %d MiB, files on %s, load average %.2f",
                runtime.availableProcessors(),
                system.getTotalMemorySize() / (double) (1L << 30),
                system.getName(),
                system.getVersion(),
                system.getArch(),
                Runtime.version(),
                runtime.maxMemory() >> 20,
                Files.getFileStore(folder).type(),
                load);
        boolean busy = load > runtime.availableProcessors() / 2.0;
        return busy ? facts + "\nThe machine is busy with other work: these figures are provisional." : facts;
    }
}
