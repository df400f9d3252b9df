package one.commserver.operations.explain;

import one.commserver.operations.asking.Asking.Answer;
import one.commserver.operations.asking.Asking.Answers;
import one.commserver.registry.NodeId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Optional;

/// Reads what nodes answer.
final class NodeJson {

    private static final Logger LOG = LoggerFactory.getLogger(NodeJson.class);

    private NodeJson() {}

    /// Empty if it makes no sense: a node of another version counts as silent.
    static <T> Optional<T> read(Answer answer, Class<T> type) {
        try {
            return Optional.ofNullable(JsonMapper.shared().readValue(answer.json(), type));
        } catch (JacksonException malformed) {
            LOG.debug("{} answers nonsense", answer.node(), malformed);
            return Optional.empty();
        }
    }

    /// For how long that node lives, in milliseconds; null if nodes have no leases.
    static @Nullable Long lease(Answers answers, NodeId node) {
        Duration left = answers.leases().get(node);
        return left == null ? null : left.toMillis();
    }
}
