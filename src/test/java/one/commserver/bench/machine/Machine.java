package one.commserver.bench.machine;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What the figures were taken on, without its name.
public final class Machine {

    private static final double GIB = 1 << 30;

    private Machine() {}

    /// One line.
    public static String description() throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%d processors (%s), %.0f GiB of memory, %s %s, JDK %s (%s), sockets by %s",
                processors(system),
                model(),
                system.getTotalMemorySize() / GIB,
                System.getProperty("os.name"),
                system.getVersion().split("-", 2)[0],
                Runtime.version(),
                System.getProperty("java.vendor"),
                Sockets.name());
    }

    /// All that there are, those included on which this process doesn't run.
    private static int processors(OperatingSystemMXBean system) throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return system.getAvailableProcessors();
        }
        return (int) Files.readAllLines(info).stream().filter(line -> line.startsWith("processor")).count();
    }

    private static String model() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.exists(info)) {
            return System.getProperty("os.arch");
        }
        return Files.readAllLines(info).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }
}
