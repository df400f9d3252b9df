package one.commserver.bench.micro;

import one.commserver.bench.machine.Machine;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Runs the benchmarks of this package; docs/micro-benchmarks.md tells the method.
///
/// What can be set are system properties, empty or absent for the default: `jmh.quick` to see that all run, `jmh.only`
/// for those alone that match a regular expression, `jmh.write` to put the figures into the documentation. One must be
/// there: `jmh.classes`, an empty directory in front of the class path.
public final class MicroBenchmarks {

    private static final int FORKS = 2;
    private static final int WARM_UPS = 2;
    private static final int ITERATIONS = 4;

    private MicroBenchmarks() {}

    /// Runs once and publishes what was found.
    ///
    /// @throws IllegalArgumentException if a part of the figures, or what a quick run has found, is to be written
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        boolean quick = Boolean.parseBoolean(property("quick", "false"));
        boolean write = Boolean.parseBoolean(property("write", "false"));
        String only = property("only", "");
        if (write && (quick || !only.isEmpty())) {
            throw new IllegalArgumentException("only a whole run goes into the documentation");
        }
        Generated.into(Path.of(System.getProperty("jmh.classes")));
        var results = new Runner(options(quick, only).build()).run();
        MicroReport.publish(introduction(quick), results, write);
    }

    private static ChainedOptionsBuilder options(boolean quick, String only) {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(only.isEmpty() ? "\\.bench\\.micro\\." : only)
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .threads(1)
                        .shouldFailOnError(true)
                        .addProfiler(GCProfiler.class);
        if (quick) {
            return options.forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(50))
                    .param("entries", "1", "1000");
        }
        return options.forks(FORKS)
                .jvmArgsAppend("-Xms2g", "-Xmx2g")
                .warmupIterations(WARM_UPS)
                .warmupTime(TimeValue.milliseconds(750))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(350));
    }

    private static String introduction(boolean quick) throws IOException {
        String machine = "Machine: " + Machine.description() + ".\n";
        return quick ? "**A quick run: nothing was warm, these figures mean nothing.**\n\n" + machine : machine;
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("jmh." + name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
