package one.commserver.bench.run;

import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/// How long the server takes until it listens and until it is ready for clients, by the ways in which it can be started.
/// The cache is trained as the image trains it.
public final class StartUp {

    private static final Path DIRECTORY = Path.of("target/bench/start");
    private static final Path PACKED = Path.of("target/commserver.jar");
    private static final Path UNPACKED = DIRECTORY.resolve("unpacked");
    private static final List<String> JVM =
            List.of(
                    "-Xmx512m",
                    "-XX:+UseG1GC",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");
    private static final List<String> ADDRESSES =
            List.of("--server.address=127.0.0.1", "--server.port=0", "--management.server.address=127.0.0.1");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOKING = Duration.ofMillis(5);
    private static final int OK = 200;

    private static final double MIB = 1 << 20;

    private StartUp() {}

    /// One start.
    ///
    /// @param listening how long it took until it listened
    /// @param ready how long until its readiness probe said so
    /// @param cpu what the process had a processor for until then
    /// @param resident its memory then, in bytes
    private record Start(Duration listening, Duration ready, Duration cpu, long resident) {}

    /// Starts it in each way, in turn, so often.
    public static Section measure(int rounds) throws Exception {
        Map<String, List<String>> ways = ways();
        var starts = new LinkedHashMap<String, List<Start>>();
        for (int round = 0; round < rounds; round++) {
            for (var way : ways.entrySet()) {
                starts.computeIfAbsent(way.getKey(), title -> new ArrayList<>()).add(start(way.getValue()));
            }
        }
        Lab.say("starts");
        var table = new Table("", "listens, s", "is ready, s", "CPU, s", "resident memory, MiB");
        starts.forEach((way, each) ->
                table.row(
                        way,
                        Cells.cell("%.1f", each, start -> start.listening().toMillis() / 1e3),
                        Cells.cell("%.1f", each, start -> start.ready().toMillis() / 1e3),
                        Cells.cell("%.1f", each, start -> start.cpu().toMillis() / 1e3),
                        Cells.cell("%.0f", each, start -> start.resident() / MIB)));
        return new Section("Starting", table.toString());
    }

    private static Map<String, List<String>> ways() throws Exception {
        Files.createDirectories(DIRECTORY);
        run(
                List.of(
                        "-Djarmode=tools",
                        "-jar",
                        PACKED.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        UNPACKED.toString()));
        var ways = new LinkedHashMap<String, List<String>>();
        ways.put("the jar as it is", List.of("-jar", PACKED.toString()));
        ways.put("unpacked", unpacked("-XX:-UseCompactObjectHeaders"));
        ways.put("unpacked, compact object headers", unpacked("-XX:+UseCompactObjectHeaders"));
        ways.put("unpacked, AOT cache", cached("plain.aot", "-XX:-UseCompactObjectHeaders"));
        ways.put(
                "unpacked, AOT cache, compact object headers: the image",
                cached("compact.aot", "-XX:+UseCompactObjectHeaders"));
        return ways;
    }

    private static List<String> unpacked(String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.add("-jar");
        arguments.add(UNPACKED.resolve(PACKED.getFileName()).toString());
        return arguments;
    }

    private static List<String> cached(String name, String headers) throws Exception {
        Path cache = DIRECTORY.resolve(name);
        var training = new ArrayList<>(JVM);
        training.addAll(unpacked(headers, "-XX:AOTCacheOutput=" + cache));
        training.addAll(List.of("demo", "--skip-eviction"));
        run(training);
        return unpacked(headers, "-XX:AOTCache=" + cache, "-XX:AOTMode=on");
    }

    private static Start start(List<String> way) throws Exception {
        int probes = freePort();
        var arguments = new ArrayList<>(JVM);
        arguments.addAll(way);
        arguments.addAll(ADDRESSES);
        arguments.add("--management.server.port=" + probes);
        long before = System.nanoTime();
        try (var server = ServerProcess.java(List.of(), arguments, DIRECTORY.resolve("server.log"));
                var client = HttpClient.newHttpClient()) {
            Duration listening = Duration.ofNanos(System.nanoTime() - before);
            awaitReady(client, probes);
            Duration ready = Duration.ofNanos(System.nanoTime() - before);
            return new Start(listening, ready, server.cpu(), server.residentBytes());
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitReady(HttpClient client, int port) throws Exception {
        URI probe = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        HttpRequest question = HttpRequest.newBuilder(probe).timeout(PATIENCE).build();
        long begin = System.nanoTime();
        while (!isReady(client, question)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new TimeoutException("never ready");
            }
            Thread.sleep(LOOKING);
        }
    }

    private static boolean isReady(HttpClient client, HttpRequest question) throws InterruptedException {
        try {
            return client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void run(List<String> arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        Path log = DIRECTORY.resolve("preparation.log");
        int status =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
        if (status != 0) {
            throw new IOException("status " + status + ", see " + log);
        }
    }
}
