package one.commserver.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.tracing.ServerObservation.Tag;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What is traced, and what it costs where nobody traces.
class TracingTest {

    private final List<Observation.Context> over = new ArrayList<>();
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final Tracing tracing = new Tracing(registry);

    TracingTest() {
        registry.observationConfig()
                .observationHandler(
                        new ObservationHandler<>() {
                            @Override
                            public void onStop(Observation.Context context) {
                                over.add(context);
                            }

                            @Override
                            public boolean supportsContext(Observation.Context context) {
                                return true;
                            }
                        });
    }

    @Test
    void whereNobodyTracesNothingIsMade() {
        Mono<String> work = Mono.just("done");

        assertThat(Tracing.NONE.begin(ServerObservation.HANDSHAKE)).isSameAs(TraceSpan.NONE);
        assertThat(Tracing.NONE.beginAway(ServerObservation.OFFER_MADE, TraceSpan.NONE).toTell()).isEmpty();
        assertThat(Tracing.NONE.goOn(ServerObservation.OFFER_HEARD, "00-1-2-01")).isSameAs(TraceSpan.NONE);
        assertThat(Tracing.NONE.within(ServerObservation.PAIRING, span -> work)).isSameAs(work);
        assertThat(TraceSpan.NONE.until(work)).isSameAs(work);
    }

    @Test
    void whatAPublisherDoesIsPartOfItAndOfNoThread() {
        TraceSpan whole = tracing.begin(ServerObservation.HANDSHAKE);
        Mono<Void> work = Mono.fromRunnable(() -> assertThat(registry.getCurrentObservation()).isNull());
        StepVerifier.create(whole.over(tracing.within(ServerObservation.REDIS_CALL, span -> work))).verifyComplete();
        StepVerifier.create(tracing.within(ServerObservation.REDIS_CALL, span -> Mono.empty())).verifyComplete();
        whole.end("done");

        assertThat(over)
                .extracting(Observation.Context::getName)
                .containsExactly("commserver.redis.call", "commserver.redis.call", "commserver.handshake");
        assertThat(over.get(0).getParentObservation()).isSameAs(whole.observation());
        assertThat(over.get(1).getParentObservation()).isNull();
    }

    @Test
    void aPartIsTracedWhereThereIsAWhole() {
        Mono<String> work = tracing.partOf(ServerObservation.REDIS_CALL, span -> Mono.just("done"));

        StepVerifier.create(work).expectNext("done").verifyComplete();
        assertThat(over).isEmpty();
        TraceSpan whole = tracing.begin(ServerObservation.HANDSHAKE);
        StepVerifier.create(whole.over(work)).expectNext("done").verifyComplete();
        whole.end("done");
        assertThat(over.getFirst().getParentObservation()).isSameAs(whole.observation());
    }

    /// It is one for all threads.
    @Test
    void nobodyWaitsForWhatIsNotTraced() throws InterruptedException {
        Thread other =
                new Thread(
                        () -> {
                            TraceSpan.NONE.moment(ServerObservation.Moment.CHALLENGED);
                            TraceSpan.NONE.end("done");
                        },
                        "other");
        synchronized (TraceSpan.NONE) {
            other.start();
            assertThat(other.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void theFirstEndCounts() {
        TraceSpan span = tracing.begin(ServerObservation.HANDSHAKE).tag(Tag.KIND, "data");
        span.end("gone");
        span.end("done");
        span.tag(Tag.KIND, "control");

        assertThat(over).hasSize(1);
        assertThat(over.getFirst().getLowCardinalityKeyValues())
                .contains(KeyValue.of("outcome", "gone"), KeyValue.of("kind", "data"));
    }

    @Test
    void whatFailsSaysWhyInAWord() {
        outcomeOf(Mono.error(RefusedException.of(ErrorCode.PAIR_PROOF, "r")), "pair_proof");
        outcomeOf(Mono.error(new IllegalStateException("ed25519:somebody")), "failed");
        outcomeOf(Mono.empty(), "done");
    }

    private void outcomeOf(Mono<Void> work, String outcome) {
        over.clear();
        StepVerifier.create(tracing.within(ServerObservation.PAIRING, span -> work).onErrorComplete()).verifyComplete();

        assertThat(over.getFirst().getLowCardinalityKeyValue("outcome")).isEqualTo(KeyValue.of("outcome", outcome));
        assertThat(over.getFirst().getError()).isNull();
    }

    @Test
    void onlyWhatIsDescribedCanBeSaid() {
        TraceSpan span = tracing.begin(ServerObservation.HANDSHAKE);

        assertThatThrownBy(() -> span.tag(Tag.CALL, "registry/take")).isInstanceOf(IllegalArgumentException.class);
        span.end("done");
    }

    @Test
    void thePageNamesAllOfThem() throws IOException {
        String page = Files.readString(Path.of("docs", "management.md"));

        for (ServerObservation what : ServerObservation.values()) {
            assertThat(page).contains("| `" + what.getContextualName() + "` | `" + what.getName() + "` |");
        }
    }
}
