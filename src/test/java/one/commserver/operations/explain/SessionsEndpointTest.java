package one.commserver.operations.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Identity;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Question;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.registry.RegistryScene;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// What is said of an end of sessions is no more than what is known of it.
class SessionsEndpointTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final NodeId HERE = new NodeId("here");

    private final String identity = RegistryScene.newIdentity().wire();
    private final Sinks.One<Oversight.Revocation> revocation = Sinks.one();
    private final AtomicReference<Question.Dismiss> ordered = new AtomicReference<>();
    private List<Asking.Answer> answers = List.of(says(HERE, "{\"connections\":2,\"sessions\":0}"));
    private boolean isUnavailable;

    private final SessionsEndpoint endpoint = new SessionsEndpoint(new Nodes(), new Store(), DEADLINE);

    /// The nodes, as the test has them answer.
    private final class Nodes implements Asking {
        @Override
        public Mono<Answers> ask(Mono<? extends Question> question) {
            throw new IllegalStateException("nothing is asked");
        }

        @Override
        public Mono<Answers> presence() {
            throw new AssertionError("nobody looks at nodes");
        }

        @Override
        public Mono<Answers> order(Mono<Question.Dismiss> order) {
            return order.doOnNext(ordered::set)
                    .map(any -> new Answers(HERE, answers, Map.of(), Set.of(), isUnavailable));
        }
    }

    /// A store that takes as long as the test wants.
    private final class Store implements Oversight {
        @Override
        public Mono<List<Standing>> look(Identity whose) {
            return Mono.just(List.of());
        }

        @Override
        public Mono<List<Lease>> leases() {
            return Mono.just(List.of());
        }

        @Override
        public Mono<Revocation> revoke(Identity whose) {
            return revocation.asMono();
        }

        @Override
        public void dismiss(Identity whose, long epoch) {
            throw new IllegalStateException("nodes do that");
        }
    }

    @Test
    void whoHangsUpLeavesNothingHalfDone() {
        endpoint.revoke(identity).subscribe().dispose();

        revocation.tryEmitValue(new Oversight.Revocation(1, 1, 7, Set.of(HERE)));

        await().untilAsserted(() -> assertThat(ordered.get()).isNotNull());
        assertThat(ordered.get().epoch()).isEqualTo(7);
    }

    @Test
    void whoHasNotSaidThatItClosesItsConnectionsIsSilent() {
        var gone = new NodeId("gone");
        var odd = new NodeId("odd");
        answers = List.of(answers.getFirst(), says(odd, "{\"connections\":\"many\"}"));
        isUnavailable = true;
        revocation.tryEmitValue(new Oversight.Revocation(3, 1, 7, Set.of(HERE, gone)));

        assertThat(answer().getBody())
                .isEqualTo(
                        new SessionsEndpoint.Revoked(
                                Identity.parse(identity).toString(), 3, 3, List.of("gone", "odd"), true));
    }

    @Test
    void aFailureTellsNobodysIdentity() {
        revocation.tryEmitError(new IllegalStateException("broken"));

        WebEndpointResponse<Object> answer = answer();

        assertThat(answer.getStatus()).isEqualTo(500);
        assertThat(String.valueOf(answer.getBody())).doesNotContain("broken").contains("isn't known");
    }

    private WebEndpointResponse<Object> answer() {
        return Objects.requireNonNull(endpoint.revoke(identity).block(DEADLINE));
    }

    private static Asking.Answer says(NodeId node, String json) {
        return new Asking.Answer(node, json);
    }
}
