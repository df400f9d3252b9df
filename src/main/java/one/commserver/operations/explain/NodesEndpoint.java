package one.commserver.operations.explain;

import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Asking.Answers;
import one.commserver.registry.NodeId;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import reactor.core.publisher.Mono;

import java.util.List;
import java.util.TreeMap;

/// `/actuator/nodes`: the nodes that live, and how they are.
@Endpoint(id = "nodes", defaultAccess = Access.READ_ONLY)
public final class NodesEndpoint {

    private final Asking asking;

    NodesEndpoint(Asking asking) {
        this.asking = asking;
    }

    /// @param asked the node that has asked all others
    /// @param unavailable whether it isn't known which others live
    record Living(String asked, List<OneNode> nodes, boolean unavailable) {}

    /// One node; of a silent one nothing else is known.
    ///
    /// @param leaseRemainingMs null without nodes that share a store
    record OneNode(
            String node,
            @Nullable Long leaseRemainingMs,
            boolean silent,
            @Nullable Boolean ready,
            @Nullable Boolean draining,
            @Nullable Long connections,
            @Nullable String startedAt) {}

    /// All that have a lease, by name, as they were at most [Asking#RECENT] ago.
    @ReadOperation
    public Mono<WebEndpointResponse<Object>> nodes() {
        return WholeIdentity.answered(asking.presence().map(NodesEndpoint::living));
    }

    private static Living living(Answers answers) {
        var nodes = new TreeMap<String, OneNode>();
        answers.silent().forEach(node -> nodes.put(node.value(), silent(answers, node)));
        answers.answers()
                .forEach(answer ->
                        nodes.put(
                                answer.node().value(),
                                NodeJson.read(answer, NodePart.Presence.class)
                                        .map(presence -> present(answers, answer.node(), presence))
                                        .orElseGet(() -> silent(answers, answer.node()))));
        return new Living(answers.asked().value(), List.copyOf(nodes.values()), answers.isUnavailable());
    }

    private static OneNode present(Answers answers, NodeId node, NodePart.Presence presence) {
        return new OneNode(
                node.value(),
                NodeJson.lease(answers, node),
                false,
                presence.ready(),
                presence.draining(),
                presence.connections(),
                presence.startedAt());
    }

    private static OneNode silent(Answers answers, NodeId node) {
        return new OneNode(node.value(), NodeJson.lease(answers, node), true, null, null, null, null);
    }
}
