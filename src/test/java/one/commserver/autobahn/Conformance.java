package one.commserver.autobahn;

import one.commserver.autobahn.Verdicts.Verdict;
import one.commserver.testing.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/// Runs the suite against each end and writes down what it says. The first argument is the page; the ones behind it
/// are the cases, as the suite names them: none are all.
///
/// @param cases as the suite names them
/// @param directory for what it finds
record Conformance(List<String> cases, Path directory) {

    private static final Path REPORTS = Path.of("target", "autobahn");
    private static final List<String> ALL = List.of("*");

    public static void main(String[] arguments) throws Exception {
        List<String> given =
                List.of(arguments).subList(1, arguments.length).stream().filter(c -> !c.isBlank()).toList();
        var run = new Conformance(given.isEmpty() ? ALL : given, REPORTS);
        var ends = new LinkedHashMap<String, Verdicts>();
        ends.put("server", run.server("server", new Echo(true)));
        ends.put("server-texts", run.server("server-texts", new Echo(false)));
        ends.put("client", run.client());
        Path page = given.isEmpty() ? Path.of(arguments[0]) : REPORTS.resolve("some.md");
        Files.writeString(page, new ConformancePage(ends).text());
        // the answer of a command
        System.out.println("Written: " + page);
        boolean failed = ends.values().stream().anyMatch(verdicts -> !verdicts.of(Verdict.FAILED).isEmpty());
        // what runs on by itself must not keep this process
        System.exit(failed ? 1 : 0);
    }

    /// What the suite says as the server's client.
    ///
    /// @param name under which it keeps that
    Verdicts server(String name, Echo echo) throws Exception {
        Path reports = directory.resolve(name);
        try (var server = new EchoServer(echo)) {
            new Suite(reports)
                    .asClient(name, server.url(), echo.past() || !cases.equals(ALL) ? cases : Echo.TEXT_CASES);
        }
        return Verdicts.read(reports, name);
    }

    /// What the suite says as the server of the client.
    Verdicts client() throws IOException {
        Path reports = directory.resolve("client");
        String url = "ws://127.0.0.1:" + ServerProcess.freePort();
        var client = new EchoClient(url, "client");
        new Suite(reports).asServer(url, cases, client::visitAll);
        Verdicts verdicts = Verdicts.read(reports, "client");
        int missing = client.cases() - verdicts.count();
        if (missing != 0) {
            throw new IOException("the suite has no verdict on " + missing + " of the client's cases");
        }
        return verdicts;
    }
}
