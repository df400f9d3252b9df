package one.commserver.session;

import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.ChannelCloseReason;
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

    /// Nothing that comes in counts any more: the connection is being closed, or it is gone. Called once.
    ///
    /// @param why what the peers of its channels are told
    default void stopped(ChannelCloseReason why) {}

    /// The connection has ended. Called once, behind [#stopped].
    default Mono<Void> ended(ConnectionEnd end) {
        return Mono.empty();
    }
}
