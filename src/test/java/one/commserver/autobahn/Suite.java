package one.commserver.autobahn;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The Autobahn test suite, which is written in Python, run by Jython in a process of its own. What it prints is the
/// output of the command that runs it.
final class Suite {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String LISTENING = "listening";
    private static final int MOST_MINUTES = 60;
    private static final Path LIBRARIES = Path.of("target", "autobahn", "suite");

    private final Path reports;

    /// @param reports a directory for what it finds
    Suite(Path reports) {
        this.reports = reports;
    }

    /// Goes through cases as a client of the server at an address, until it has done with all.
    void asClient(String agent, String url, List<String> cases) throws IOException, InterruptedException {
        Process suite = start("client", cases, Map.of("servers", List.of(Map.of("agent", agent, "url", url))));
        try (BufferedReader printed = suite.inputReader()) {
            printed.lines().forEach(System.out::println);
            int status = suite.waitFor();
            if (status != 0) {
                throw new IOException("the suite ended with status " + status);
            }
        } finally {
            suite.destroyForcibly();
        }
    }

    /// Is a server at an address as long as something runs.
    void asServer(String url, List<String> cases, Runnable visit) throws IOException {
        Process suite = start("server", cases, Map.of("url", url));
        try {
            // ends with the process: who closes it waits for whoever reads it
            BufferedReader printed = suite.inputReader();
            for (String line = printed.readLine(); !LISTENING.equals(line); line = printed.readLine()) {
                if (line == null) {
                    throw new IOException("the suite doesn't listen");
                }
                // for whoever waits for the suite
                System.out.println(line);
            }
            Thread.ofVirtual().start(() -> printed.lines().forEach(System.out::println));
            visit.run();
        } finally {
            suite.destroyForcibly().onExit().join();
        }
    }

    /// @param peer who is tested
    private Process start(String role, List<String> cases, Map<String, Object> peer) throws IOException {
        var specification = new HashMap<String, Object>(peer);
        specification.put("options", Map.of("failByDrop", false));
        specification.put("outdir", reports.toString());
        specification.put("cases", cases);
        specification.put("exclude-cases", List.of());
        Files.createDirectories(reports);
        Path script = reports.resolve("suite.py");
        try (var source = Suite.class.getResourceAsStream("/autobahn/suite.py")) {
            Files.write(script, source.readAllBytes());
        }
        var suite =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Dpython.cachedir.skip=true",
                                "-Dpython.console.encoding=UTF-8",
                                "-classpath",
                                libraries(),
                                "org.python.util.jython",
                                script.toString(),
                                role,
                                JSON.writeValueAsString(specification))
                        .redirectErrorStream(true)
                        .start();
        endsInTime(suite);
        return suite;
    }

    /// It ends with this process at the latest, and doesn't hang for ever before.
    private static void endsInTime(Process suite) {
        var hook = new Thread(suite::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        var _ =
                suite.onExit()
                        .orTimeout(MOST_MINUTES, TimeUnit.MINUTES)
                        .whenComplete((ended, late) -> {
                            suite.destroyForcibly();
                            Runtime.getRuntime().removeShutdownHook(hook);
                        });
    }

    /// The suite and what runs it, as the build has laid them there.
    private static String libraries() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }
    }
}
