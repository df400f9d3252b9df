package one.commserver.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("it reads what all print")
class StrangeAudiencesTest {

    private final AtomicLong now = new AtomicLong();
    private final StrangeAudiences audiences = new StrangeAudiences(now::get);

    @Test
    void aNameIsSaidOnceAMinute(CapturedOutput output) {
        for (int i = 0; i < 1_000; i++) {
            audiences.refused("relay.example");
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("'relay.example'"))).hasSize(1);

        now.addAndGet(Duration.ofSeconds(61).toNanos());
        audiences.refused("relay.example");
        assertThat(output.getOut().lines().filter(line -> line.contains("'relay.example'"))).hasSize(2);
    }

    @Test
    void strangersCannotFillTheLog(CapturedOutput output) {
        for (int i = 0; i < 1_000; i++) {
            audiences.refused("name" + i + ".example");
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("Refused the audience")))
                .hasSize(StrangeAudiences.MOST);
    }

    @Test
    void whatAStrangerWroteIsMadeHarmless(CapturedOutput output) {
        audiences.refused("a\n2026 ERROR b\u001b[2J");

        assertThat(output.getOut()).contains("'a?2026 ERROR b?[2J'");
    }
}
