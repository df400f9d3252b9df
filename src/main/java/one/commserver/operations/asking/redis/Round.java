package one.commserver.operations.asking.redis;

import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Asking.Answer;
import one.commserver.operations.asking.Asking.Answers;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight.Lease;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// One question that is under way: who was asked, and who has answered. Any thread.
final class Round {

    private final NodeId self;
    private final Map<NodeId, Answer> answers = new HashMap<>();
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private long characters;
    private @Nullable Map<NodeId, Duration> leases;

    Round(NodeId self) {
        this.self = self;
    }

    /// It is known who lives.
    ///
    /// @return whom to ask
    synchronized List<NodeId> begin(List<Lease> living) {
        var known = new HashMap<NodeId, Duration>();
        living.forEach(lease ->
                known.merge(lease.node(), lease.left(), (one, other) -> one.compareTo(other) > 0 ? one : other));
        leases = known;
        settle();
        return known.keySet().stream().filter(node -> !node.equals(self)).toList();
    }

    /// Somebody has answered; who wasn't asked isn't heard, nor who says more than there is room for.
    synchronized void heard(Answer answer) {
        boolean isAsked = answer.node().equals(self) || (leases != null && leases.containsKey(answer.node()));
        long all = characters + answer.json().length();
        if (isAsked && all <= Asking.LARGEST_SUM && answers.putIfAbsent(answer.node(), answer) == null) {
            characters = all;
            settle();
        }
    }

    /// Completes when all have answered.
    CompletableFuture<@Nullable Void> over() {
        return over;
    }

    /// As far as it has come.
    synchronized Answers answers() {
        var known = leases;
        var ordered = new ArrayList<Answer>();
        Answer own = answers.get(self);
        if (own != null) {
            ordered.add(own);
        }
        answers.values().stream().filter(answer -> !answer.node().equals(self)).forEach(ordered::add);
        Set<NodeId> silent = known == null ? new HashSet<>() : new HashSet<>(known.keySet());
        silent.removeAll(answers.keySet());
        return new Answers(self, List.copyOf(ordered), known == null ? Map.of() : known, silent, known == null);
    }

    private void settle() {
        if (leases != null && answers.containsKey(self) && answers.keySet().containsAll(leases.keySet())) {
            over.complete(null);
        }
    }
}
