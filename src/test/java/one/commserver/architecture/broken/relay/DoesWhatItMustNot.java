package one.commserver.architecture.broken.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBuf;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/// One method for each thing a feature must not do, printing among them, for the rules to find.
public class DoesWhatItMustNot {

    public void holdsNetty(ByteBuf buffer) {
        buffer.release();
    }

    public void subscribes(Mono<String> mono) {
        mono.subscribe();
    }

    public Consumer<Flux<String>> subscribesByReference() {
        return Flux::subscribe;
    }

    public void blocks(Flux<String> flux) {
        flux.blockLast();
    }

    public LongSupplier readsTheClockByReference() {
        return System::nanoTime;
    }

    public Instant readsTheClock() {
        return Instant.now();
    }

    public void prints() {
        System.out.println("printed");
    }

    public void countsWhatNobodyHasDescribed(MeterRegistry registry) {
        registry.counter("anything").increment();
    }

    public void countsForTheWholeProcess() {
        Metrics.counter("anything").increment();
    }

    public Object bindsWhatNobodyHasDescribed() {
        return new UptimeMetrics();
    }

    public void logsToTheJdk() {
        Logger.getLogger("jdk").info("logged");
    }
}
