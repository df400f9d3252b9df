package one.commserver.operations.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import one.commserver.limits.RateLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

class SettingValueTest {

    private static final RateLimits RATES = new RateLimits(10, DataSize.ofKilobytes(64), Duration.ofSeconds(2));

    @ParameterizedTest
    @CsvSource({
        "messagesPerSecond, 5,       5",
        "messagesPerSecond, ' 5 ',   5",
        "bytesPerSecond,    0,       0B",
        "bytesPerSecond,    1024B,   1KB",
        "bytesPerSecond,    1536B,   1536B",
        "bytesPerSecond,    64MB,    64MB",
        "burst,             1500ms,  1500ms",
        "burst,             2000ms,  2s",
        "burst,             2m,      120s",
        "burst,             1500000ns, 1500000ns",
    })
    void whatIsWrittenIsShownAgain(String component, String written, String shown) {
        Object value = SettingValue.parse(RateLimits.class, component, written);

        RateLimits changed = SettingValue.with(RATES, component, value);

        assertThat(SettingValue.shown(SettingValue.read(changed, component))).hasToString(shown);
    }

    @Test
    void theOtherValuesStay() {
        assertThat(SettingValue.with(RATES, "messagesPerSecond", 7))
                .isEqualTo(new RateLimits(7, RATES.bytesPerSecond(), RATES.burst()));
    }

    @ParameterizedTest
    @CsvSource({
        "messagesPerSecond, '',                     a whole number",
        "messagesPerSecond, 1.0,                    a whole number",
        "messagesPerSecond, 99999999999,            a whole number",
        "messagesPerSecond, true,                   a whole number",
        "bytesPerSecond,    '',                     a size with its unit",
        "bytesPerSecond,    64,                     a size with its unit",
        "bytesPerSecond,    64 apples,              a size with its unit",
        "bytesPerSecond,    9223372036854775807GB,  a size with its unit",
        "burst,             '',                     a duration with its unit",
        "burst,             15,                     a duration with its unit",
        "burst,             soon,                   a duration with its unit",
    })
    void whatIsNoValueIsRefusedWithWhatWouldBeOne(String component, String written, String demand) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingValue.parse(RateLimits.class, component, written))
                .withMessageContaining("must be " + demand);
    }

    @Test
    void whatTheSettingsDoNotTakeIsRefusedInTheirWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingValue.with(RATES, "messagesPerSecond", -1))
                .withMessage("commserver.limits.messages-per-second must be at least 0, but is -1");
    }

    @Test
    void whatIsRefusedIsNeitherLongNorDangerous() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingValue.parse(RateLimits.class, "burst", "\u001b[2J" + "x".repeat(1000)))
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(120).doesNotContain("\u001b"));
    }
}
