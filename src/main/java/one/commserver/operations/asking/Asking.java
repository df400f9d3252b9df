package one.commserver.operations.asking;

import one.commserver.registry.NodeId;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks all nodes that live.
public interface Asking {

    /// How many bytes of UTF-8 an answer of a node may have.
    int LARGEST_ANSWER = 64 * 1024;

    /// How old an answer to [#presence] becomes.
    Duration RECENT = Duration.ofSeconds(3);

    /// How many characters all answers to a question may have; who would exceed it counts as silent.
    int LARGEST_SUM = 4 * 1024 * 1024;

    /// What came of a question.
    ///
    /// @param asked this node
    /// @param answers of those who have answered in time, this node first, as JSON
    /// @param leases of all nodes that live; empty if nodes have none, or nobody knows
    /// @param silent who lives and hasn't answered
    /// @param isUnavailable whether it isn't known who lives, because what nodes share is away
    record Answers(
            NodeId asked,
            List<Answer> answers,
            Map<NodeId, Duration> leases,
            Set<NodeId> silent,
            boolean isUnavailable) {}

    /// What one node says.
    record Answer(NodeId node, String json) {}

    /// Asks all, this node included, and waits for them no longer than the deadline.
    ///
    /// @param question is subscribed to when it is sure that it will be asked; what it fails with is passed on
    /// @return emits once, and fails with a [BusyException] while this node's last question is under way
    Mono<Answers> ask(Mono<? extends Question> question);

    /// As [#ask], for what must not wait for those who only want to know something: its turn and its bounds are its
    /// own.
    Mono<Answers> order(Mono<Question.Dismiss> order);

    /// Asks all how they are, beside any other question: consoles do that all the time, and must not keep anybody from
    /// asking. Whoever comes within [#RECENT] shares an answer, so the number of those who look costs other nodes
    /// nothing.
    Mono<Answers> presence();

    /// Something that all who want it within [#RECENT] share: while it is under way, and when it is there. One answer
    /// is kept; a failure isn't.
    ///
    /// @param asking is subscribed to when there is no recent answer, and goes on if whoever wanted it goes away
    static Mono<Answers> shared(Mono<Answers> asking) {
        return asking.cache(answers -> RECENT, failure -> Duration.ZERO, () -> Duration.ZERO, Schedulers.parallel());
    }
}
