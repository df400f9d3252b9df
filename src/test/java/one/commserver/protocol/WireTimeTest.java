package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.DateTimeException;
import java.time.Instant;

class WireTimeTest {

    private static final long YEAR_10000 = 253_402_300_800_000L;

    @Test
    void aMomentIsCutToMilliseconds() {
        assertEquals("2026-01-31T12:00:00.999Z", WireTime.format(Instant.parse("2026-01-31T12:00:00.999999Z")));
        assertEquals("2026-01-31T12:00:00.000Z", WireTime.format(Instant.parse("2026-01-31T12:00:00Z")));
    }

    @Property
    void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = 0, max = YEAR_10000 - 1) long millis) {
        Instant moment = Instant.ofEpochMilli(millis);

        assertEquals(moment, WireTime.parse(WireTime.format(moment)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-31T12:00:00Z",
                "2026-02-30T12:00:00.000Z",
                "2026-01-31T24:00:00.000Z",
                "2026-01-31t12:00:00.000z"
            })
    void anyOtherSpellingIsRefused(String text) {
        assertThrows(DateTimeException.class, () -> WireTime.parse(text));
    }
}
