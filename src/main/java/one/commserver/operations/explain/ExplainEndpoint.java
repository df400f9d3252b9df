package one.commserver.operations.explain;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Asking.Answer;
import one.commserver.operations.asking.Asking.Answers;
import one.commserver.operations.asking.Question;
import one.commserver.operations.explain.Explanation.OneMailbox;
import one.commserver.operations.explain.Explanation.OneNode;
import one.commserver.operations.explain.Explanation.OneSlot;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight.Standing;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// `/actuator/explain/{identity}`: what is going on with an identity, at all nodes.
@Endpoint(id = "explain", defaultAccess = Access.READ_ONLY)
public final class ExplainEndpoint {

    private final Asking asking;
    private final SharedPart.Stores stores;
    private final Duration deadline;
    private final InstantSource clock;

    /// @param deadline for stores and nodes
    ExplainEndpoint(Asking asking, SharedPart.Stores stores, Duration deadline, InstantSource clock) {
        this.asking = asking;
        this.stores = stores;
        this.deadline = deadline;
        this.clock = clock;
    }

    /// The same shape for everybody, known or not.
    ///
    /// @param identity a whole one
    @ReadOperation
    public Mono<WebEndpointResponse<Object>> explain(@Selector String identity) {
        return WholeIdentity.answered(
                identity,
                whole ->
                        Mono.zip(asking.ask(Mono.just(new Question.Explain(whole))), stores.read(whole, deadline))
                                // what nodes say may take a while to read
                                .publishOn(Schedulers.boundedElastic())
                                .map(both -> answer(whole, both.getT1(), both.getT2())));
    }

    private Explanation answer(Identity identity, Answers answers, SharedPart shared) {
        List<String> silent = new ArrayList<>(answers.silent().stream().map(NodeId::value).sorted().toList());
        List<OneNode> nodes = new ArrayList<>();
        for (Answer answer : answers.answers()) {
            NodeJson.read(answer, NodePart.class)
                    .ifPresentOrElse(
                            found -> nodes.add(node(answers, answer, found)), () -> silent.add(answer.node().value()));
        }
        List<String> unavailable = new ArrayList<>(shared.unavailable());
        if (answers.isUnavailable()) {
            unavailable.add("nodes");
        }
        List<Standing> standings = shared.slots();
        List<OneSlot> slots = standings == null ? null : standings.stream().map(OneSlot::of).toList();
        Mailboxes.Content mailbox = shared.mailbox();
        return new Explanation(
                identity.toString(),
                answers.asked().value(),
                clock.instant().toString(),
                Verdicts.of(slots, nodes, silent, unavailable),
                slots,
                shared.pairings(),
                mailbox == null ? null : new OneMailbox(mailbox.elements(), mailbox.bytes()),
                nodes,
                silent,
                unavailable);
    }

    private static OneNode node(Answers answers, Answer answer, NodePart found) {
        return new OneNode(answer.node().value(), NodeJson.lease(answers, answer.node()), found);
    }
}
