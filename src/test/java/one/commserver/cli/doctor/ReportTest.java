package one.commserver.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

class ReportTest {

    @Test
    void aTerminalObeysNothingOfIt() {
        String hostile = "\u001b[2J\u009b2J\u202e\r\n";
        var finding =
                new Finding(
                        Check.UPGRADE,
                        Finding.Result.FAILED,
                        Duration.ofMillis(1),
                        hostile,
                        Map.of("certificate_names", List.of(hostile)));
        Report report = new Report("wss://relay.example", List.of(finding));

        assertThat(report.toText() + report.toJson()).doesNotContain("\u001b", "\u009b", "\u202e", "\r");
        assertThat(report.toText()).hasLineCount(3);
    }
}
