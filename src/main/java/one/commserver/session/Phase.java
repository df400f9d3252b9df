package one.commserver.session;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import reactor.core.publisher.Mono;

import java.util.Optional;

/// What a link's text frames mean at the moment. On the link's thread.
interface Phase {

    /// A text frame came. What is thrown becomes an answer.
    void text(String text);

    /// Whether, and how, an error closes the connection in this phase.
    default Optional<CloseReason> closes(ErrorCode code) {
        return code.closes();
    }

    /// An error is told to the client.
    default void refused(ErrorCode code) {}

    /// Nothing that comes in counts any more: the connection is being closed, or it is gone. Called once.
    default void stopped(Parting how) {}

    /// Gives back what is held elsewhere. Called once, behind [#stopped].
    default Mono<Void> release(Parting how) {
        return Mono.empty();
    }
}
