package one.commserver.bench.run;

import one.commserver.bench.Settings;
import one.commserver.bench.machine.Cores;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.relay.BareRelay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Starts what is measured.
///
/// @param loops event loops of those in Java
/// @param prefix of each command, which says where it runs
public record Servers(Settings settings, Cores cores, int loops, List<String> prefix) {

    private static final Path LOGS = Path.of("target", "bench");

    private static final List<String> JVM =
            List.of(
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /// Beyond anything that one connection does here. Off would spare the server the counting.
    private static final List<String> LIMITS =
            List.of(
                    "--commserver.limits.messages-per-second=1000000",
                    "--commserver.limits.bytes-per-second=512MB",
                    "--commserver.limits.connections=100000",
                    "--commserver.limits.connections-per-address=100000",
                    "--commserver.one.registrations-per-address=100000",
                    "--commserver.one.requests-per-address=100000",
                    "--commserver.relay.policy=open");

    /// On the servers' core.
    public Servers(Settings settings, Cores cores, int loops) {
        this(settings, cores, loops, cores.serverPrefix());
    }

    /// The packaged server.
    ///
    /// @param name of its log
    /// @param more settings
    /// @throws Exception if it doesn't start
    public ServerProcess server(String name, String... more) throws Exception {
        return server(name, List.of(), more);
    }

    /// The packaged server with more options for its JVM.
    ///
    /// @param name of its log
    /// @param more settings
    /// @throws Exception if it doesn't start
    public ServerProcess server(String name, List<String> jvm, String... more) throws Exception {
        var all = new ArrayList<>(LIMITS);
        all.addAll(List.of(more));
        return packaged(name, jvm, all);
    }

    /// The packaged server with its usual limits.
    ///
    /// @param name of its log
    /// @param arguments its settings
    /// @throws Exception if it doesn't start
    public ServerProcess limited(String name, List<String> arguments) throws Exception {
        return packaged(name, List.of(), arguments);
    }

    private ServerProcess packaged(String name, List<String> jvm, List<String> settings) throws Exception {
        List<String> arguments = jvm(jvm);
        arguments.add("-Dreactor.netty.ioWorkerCount=" + loops);
        arguments.addAll(List.of("-jar", settings().jar().toString(), "--server.address=127.0.0.1", "--server.port=0"));
        arguments.addAll(List.of("--management.server.address=127.0.0.1", "--management.server.port=0"));
        arguments.addAll(settings);
        return ServerProcess.java(prefix, arguments, log(name));
    }

    /// [BareRelay].
    ///
    /// @param kind which one
    /// @throws Exception if it doesn't start
    ServerProcess bare(String kind) throws Exception {
        return bare(kind, List.of());
    }

    /// [BareRelay] with more options for its JVM.
    ///
    /// @param kind which one
    /// @throws Exception if it doesn't start
    ServerProcess bare(String kind, List<String> jvm) throws Exception {
        List<String> arguments = jvm(jvm);
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), BareRelay.class.getName()));
        arguments.addAll(List.of(kind, Integer.toString(loops)));
        return ServerProcess.java(prefix, arguments, log("bare-" + kind));
    }

    /// Anything else.
    ///
    /// @throws Exception if it doesn't start
    ServerProcess other(String name, List<String> command) throws Exception {
        var all = new ArrayList<>(prefix);
        all.addAll(command);
        return ServerProcess.start(all, log(name));
    }

    /// The same with another number of event loops.
    public Servers withLoops(int count) {
        return new Servers(settings, cores, count, prefix);
    }

    /// The same on both cores, of which one is the generator's, too.
    public Servers onBothCores() {
        return new Servers(settings, cores, loops, cores.bothPrefix());
    }

    /// How the JVMs were started.
    public String options() {
        return String.join(" ", jvm(List.of()));
    }

    /// How the server was told not to refuse this load.
    public String limits() {
        return String.join(" ", LIMITS);
    }

    private List<String> jvm(List<String> more) {
        var options = new ArrayList<>(JVM);
        options.addAll(settings.jvm());
        options.addAll(more);
        return options;
    }

    private static Path log(String name) {
        return LOGS.resolve(name + ".log");
    }
}
