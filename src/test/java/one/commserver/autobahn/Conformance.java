package one.commserver.autobahn;

import one.commserver.autobahn.Verdicts.Verdict;
import one.commserver.testing.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs the suite against each end and writes down what it says. The first argument is the page; the ones behind it
/// are the cases, as the suite names them: none are all.
final class Conformance {

    private static final Path REPORTS = Path.of("target", "autobahn");
    private static final List<String> ALL = List.of("*");

    private final Map<String, Verdicts> ends = new LinkedHashMap<>();
    private final List<String> cases;

    private Conformance(List<String> cases) {
        this.cases = cases;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> given =
                List.of(arguments).subList(1, arguments.length).stream().filter(c -> !c.isBlank()).toList();
        var run = new Conformance(given.isEmpty() ? ALL : given);
        run.server("server", new Echo(true));
        run.server("server-texts", new Echo(false));
        run.client();
        Path page = given.isEmpty() ? Path.of(arguments[0]) : REPORTS.resolve("some.md");
        Files.writeString(page, new ConformancePage(run.ends).text());
        // the answer of a command
        System.out.println("Written: " + page);
        boolean failed = run.ends.values().stream().anyMatch(verdicts -> !verdicts.of(Verdict.FAILED).isEmpty());
        // what runs on by itself must not keep this process
        System.exit(failed ? 1 : 0);
    }

    private void server(String name, Echo echo) throws Exception {
        Path reports = REPORTS.resolve(name);
        try (var server = new EchoServer(echo)) {
            new Suite(reports)
                    .asClient(name, server.url(), echo.past() || !cases.equals(ALL) ? cases : Echo.TEXT_CASES);
        }
        ends.put(name, Verdicts.read(reports, name));
    }

    private void client() throws IOException {
        Path reports = REPORTS.resolve("client");
        String url = "ws://127.0.0.1:" + ServerProcess.freePort();
        var client = new EchoClient(url, "client");
        new Suite(reports).asServer(url, cases, client::visitAll);
        Verdicts verdicts = Verdicts.read(reports, "client");
        int missing = client.cases() - verdicts.count();
        if (missing != 0) {
            throw new IOException("the suite has no verdict on " + missing + " of the client's cases");
        }
        ends.put("client", verdicts);
    }
}
