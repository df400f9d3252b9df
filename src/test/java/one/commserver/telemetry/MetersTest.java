package one.commserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.wire.Direction;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

class MetersTest {

    private static final MeterTag WAY = MeterTag.of("way", Direction.class);
    private static final ServerMeter COUNTED = () -> MeterSpec.counter("test.counted", "Counted.", WAY).ofBytes();
    private static final ServerMeter SHOWN = () -> MeterSpec.gauge("test.shown", "Shown.");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    @Test
    void aMeterIsMadeAsItIsDescribed() {
        meters.counter(COUNTED, "incoming").increment();
        meters.counter(COUNTED, "incoming").increment();

        var counter = registry.get("test.counted").tag("way", "incoming").counter();
        assertThat(counter.count()).isEqualTo(2);
        assertThat(counter.getId().getBaseUnit()).isEqualTo("bytes");
        assertThat(counter.getId().getDescription()).isEqualTo("Counted.");
    }

    @Test
    void aValueThatNobodyHasDescribedMakesNoSeriesOfItsOwn() {
        for (int i = 0; i < 10; i++) {
            meters.counter(COUNTED, "way-" + i).increment();
        }

        assertThat(registry.getMeters()).hasSize(1);
        assertThat(registry.get("test.counted").tag("way", "other").counter().count()).isEqualTo(10);
    }

    @Test
    void aMeterCannotBeAnythingElseThanItIs() {
        assertThatThrownBy(() -> meters.timer(COUNTED, "incoming")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meters.counter(COUNTED)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meters.counter(SHOWN)).isInstanceOf(IllegalArgumentException.class);
    }

    /// What is shown is often a method reference that nobody else holds.
    @Test
    void whatIsShownIsStillShownWhenTheCollectorHasBeenHere() {
        show(new AtomicLong(7));

        System.gc();

        assertThat(registry.get("test.shown").gauge().value()).isEqualTo(7);
    }

    @Test
    void namesAreUniqueAndSayWhereTheyBelong() {
        List<String> names = Catalogue.all().stream().map(MeterSpec::name).toList();

        assertThat(names)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(30)
                .allMatch(name -> name.matches("commserver(\\.[a-z]+)+"));
        assertThat(Catalogue.all()).allMatch(meter -> meter.meaning().endsWith("."));
    }

    private void show(AtomicLong number) {
        LongSupplier shown = number::get;
        meters.gauge(SHOWN, shown, LongSupplier::getAsLong);
    }
}
