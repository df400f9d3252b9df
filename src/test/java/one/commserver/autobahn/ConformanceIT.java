package one.commserver.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.autobahn.Verdicts.Verdict;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

/// The Autobahn test suite against both ends, without the cases that send megabytes. All are in the long form,
/// `./mvnw -Pautobahn verify`.
class ConformanceIT {

    /// Framing, pings, reserved bits, opcodes, fragments, closing; of the many invalid texts some.
    private static final List<String> CASES =
            List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.1.*", "6.2.*", "6.3.*", "7.*", "10.*");

    private static final Path REPORTS = Path.of("target", "autobahn", "brief");
    private static final int MANY = 80;

    private interface End {

        Verdicts judge(Conformance suite) throws Exception;
    }

    @Test
    void theServerKeepsTheRules() throws Exception {
        check(suite -> suite.server("server", new Echo(true)));
    }

    @Test
    void theClientKeepsTheRules() throws Exception {
        check(Conformance::client);
    }

    /// The suite gives some cases a second, which is more than any takes and less than a machine with much else to do
    /// may stand still for. So what fails is tried once more.
    private static void check(End end) throws Exception {
        Verdicts verdicts = end.judge(new Conformance(CASES, REPORTS));
        assertThat(verdicts.count()).isGreaterThan(MANY);
        List<String> failed = verdicts.of(Verdict.FAILED);
        if (!failed.isEmpty()) {
            assertThat(end.judge(new Conformance(failed, REPORTS.resolve("again"))).of(Verdict.FAILED)).isEmpty();
        }
    }
}
