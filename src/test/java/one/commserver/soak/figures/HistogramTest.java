package one.commserver.soak.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HistogramTest {

    private static final String PRINTED =
            """
            4711:
             num     #instances         #bytes  class name (module)
            -------------------------------------------------------
               1:         98765       12345678  [B (java.base@25.0.1)
               2:            12            384  one.commserver.registry.memory.SlotState
               3:             3             96  one.commserver.registry.memory.Remembered$Entry
               4:             7            112  one.commserver.relay.Relay$$Lambda/0x00007f0001234567
            Total         98787       12346270
            """;

    @Test
    void classesAreCountedByWhatTheirNamesBeginWith() {
        var histogram = Histogram.parse(PRINTED);

        assertThat(histogram.bytes()).isEqualTo(12_346_270);
        assertThat(histogram.count("one.commserver.registry.")).isEqualTo(15);
        assertThat(histogram.count("one.commserver.")).isEqualTo(22);
        assertThat(histogram.only("one.commserver.").instances()).hasSize(3);
        assertThat(histogram.only("one.commserver.").sizes())
                .hasSize(3)
                .containsEntry("one.commserver.registry.memory.SlotState", 384L);
    }

    @Test
    void anythingElseIsNoHistogram() {
        assertThatThrownBy(() -> Histogram.parse("com.sun.tools.attach.AttachNotSupportedException"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
