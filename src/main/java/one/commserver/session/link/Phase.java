package one.commserver.session.link;

import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.CloseStatus;

import reactor.core.publisher.Mono;

import java.util.Optional;

/// What a link's text frames mean at the moment. On the link's thread.
public interface Phase {

    /// A text frame came. What is thrown becomes an answer.
    void text(String text);

    /// Tells the client of an error, in words of its dialect; before the connection is closed for it, if it is.
    void tell(ErrorMessage error, ErrorCode code);

    /// Whether, and how, an error closes the connection in this phase.
    default Optional<CloseStatus> closes(ErrorCode code) {
        return code.closes().map(CloseStatus::of);
    }

    /// Whether the first frame has come.
    default boolean hasBegun() {
        return true;
    }

    /// Nothing that comes in counts any more: the connection is being closed, or it is gone. Called once.
    default void stopped(Parting how) {}

    /// Gives back what is held elsewhere. Called once, behind [#stopped].
    default Mono<Void> release(Parting how) {
        return Mono.empty();
    }
}
