package one.commserver.operations.explain;

import one.commserver.crypto.Identity;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Asking.Answer;
import one.commserver.operations.asking.Asking.Answers;
import one.commserver.operations.asking.Question;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.registry.Oversight.Revocation;
import one.commserver.registry.RegistryUnavailableException;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// `/actuator/sessions/{identity}`: where an operator ends all sessions of an identity.
@Endpoint(id = "sessions")
public final class SessionsEndpoint {

    private final Asking asking;
    private final Oversight oversight;
    private final Duration deadline;

    /// @param deadline for the store, and then for the nodes
    SessionsEndpoint(Asking asking, Oversight oversight, Duration deadline) {
        this.asking = asking;
        this.oversight = oversight;
        this.deadline = deadline;
    }

    /// What was ended.
    ///
    /// @param identity shortened
    /// @param sessions how many: none of them can be resumed
    /// @param connections how many connections are being closed, those without a session included
    /// @param silent nodes that haven't said that they close theirs, those included that had some and are gone: who
    ///     lives does it when it renews the slots
    /// @param unavailable whether it isn't known which nodes live: others than those in `silent` may not have heard it
    record Revoked(String identity, int sessions, int connections, List<String> silent, boolean unavailable) {}

    /// Ends all of them, at all nodes. The identity may log in anew at once.
    ///
    /// @param identity a whole one
    @DeleteOperation
    public Mono<WebEndpointResponse<Object>> revoke(@Selector String identity) {
        return WholeIdentity.answered(identity, this::revoke);
    }

    /// It isn't left half done by somebody who hangs up meanwhile.
    private Mono<Revoked> revoke(Identity identity) {
        return Mono.deferContextual(
                context -> Mono.fromFuture(revoked(identity).contextWrite(context).toFuture(), true));
    }

    private Mono<Revoked> revoked(Identity identity) {
        var revoked = new AtomicReference<>(new Revocation(0, 0, 0, Set.of()));
        Mono<Question.Dismiss> ended =
                oversight
                        .revoke(identity)
                        .timeout(deadline)
                        .onErrorMap(TimeoutException.class, late -> new RegistryUnavailableException(deadline))
                        .doOnNext(revoked::set)
                        .map(revocation -> new Question.Dismiss(identity, revocation.epoch()));
        return asking.order(ended)
                .publishOn(Schedulers.boundedElastic())
                .map(answers -> answer(identity, revoked.get(), answers));
    }

    private static Revoked answer(Identity identity, Revocation revocation, Answers answers) {
        Set<NodeId> silent = new HashSet<>(revocation.nodes());
        silent.addAll(answers.silent());
        int others = 0;
        for (Answer answer : answers.answers()) {
            Optional<NodePart.Dismissed> dismissed = NodeJson.read(answer, NodePart.Dismissed.class);
            if (dismissed.isPresent()) {
                silent.remove(answer.node());
                others += dismissed.get().connections();
            } else {
                silent.add(answer.node());
            }
        }
        return new Revoked(
                identity.toString(),
                revocation.sessions(),
                revocation.connected() + others,
                silent.stream().map(NodeId::value).sorted().toList(),
                answers.isUnavailable());
    }
}
