package one.commserver.registry.memory;

import one.commserver.registry.Decision;
import one.commserver.registry.SlotHolder;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What was decided about a claim, and what is left to do when its identity isn't locked any more.
sealed interface Outcome {

    record Refused(Decision decision) implements Outcome {}

    /// The claimant has the slot.
    ///
    /// @param former holder who is to be told, if one is connected
    /// @param before completes when the former holder's own predecessors have stopped reading
    /// @param fence to complete when the former holder has, too
    /// @param conflict who is to be told of a fight, if there is one
    record Granted(
            Decision.Taken decision,
            @Nullable SlotHolder former,
            CompletableFuture<@Nullable Void> before,
            CompletableFuture<@Nullable Void> fence,
            Conflict conflict)
            implements Outcome {}

    /// A session was ended.
    ///
    /// @param holder who is to be told, if one is connected
    /// @param before completes when those before the holder have stopped reading
    /// @param fence to complete when the holder has, too
    record Ended(
            @Nullable SlotHolder holder,
            CompletableFuture<@Nullable Void> before,
            CompletableFuture<@Nullable Void> fence) {}

    /// Who is to be told of a fight.
    ///
    /// @param displacements in a row; of no interest if nobody is told
    /// @param others the identity's holders without the newcomer; the former one among them
    /// @param isToldToNewcomer too
    record Conflict(int displacements, List<SlotHolder> others, boolean isToldToNewcomer) {
        static final Conflict NONE = new Conflict(0, List.of(), false);
    }
}
