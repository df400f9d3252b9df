package one.commserver.soak.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

class ByClassTest {

    @Test
    void whatGrowsIsNamedTheMostFirst() {
        var classes = new ByClass();
        for (long moment = 0; moment < 100; moment++) {
            classes.add(
                    heap(
                            Map.of(
                                    "grows",
                                    5_000 + 100 * moment,
                                    "growsMore",
                                    200 * moment,
                                    "level",
                                    1_000_000L,
                                    "falls",
                                    100_000 - moment)));
        }
        classes.add(
                heap(Map.of("grows", 15_000L, "growsMore", 20_000L, "level", 1_000_000L, "onceAndLarge", 1L << 40)));

        // windows of three moments, in whose middle the median is
        assertThat(classes.growth(20))
                .containsExactly(
                        new ByClass.Growth("growsMore", 4_200, 19_800), new ByClass.Growth("grows", 7_100, 14_900));
    }

    @Test
    void aFewBytesAreNoGrowth() {
        var classes = new ByClass();
        classes.add(heap(Map.of("string", 24L)));
        classes.add(heap(Map.of("string", 1_047L, "other", 1_023L)));

        assertThat(classes.growth(0)).isEmpty();
    }

    private static Histogram heap(Map<String, Long> sizes) {
        return new Histogram(1, Map.of(), sizes);
    }
}
