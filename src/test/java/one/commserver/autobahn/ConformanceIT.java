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
    private static final Conformance BRIEF =
            new Conformance(
                    List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.1.*", "6.2.*", "6.3.*", "7.*", "10.*"),
                    Path.of("target", "autobahn", "brief"));

    private static final int MANY = 80;

    @Test
    void theServerKeepsTheRules() throws Exception {
        check(BRIEF.server("server", new Echo(true)));
    }

    @Test
    void theClientKeepsTheRules() throws Exception {
        check(BRIEF.client());
    }

    private static void check(Verdicts verdicts) {
        assertThat(verdicts.of(Verdict.FAILED)).isEmpty();
        assertThat(verdicts.count()).isGreaterThan(MANY);
    }
}
