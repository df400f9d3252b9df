package one.commserver.client;

import one.commserver.client.flow.GrantPool;
import one.commserver.client.flow.Outbox;
import one.commserver.connection.Connection;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.MessageCodec;

import reactor.core.Disposable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What the parts of one link share. Everything but [#send] and [#execute] belongs to the link's thread.
///
/// @param limits what the server allows
/// @param grants this link's window and the channels that share it
/// @param outbox where data frames wait their turn
record LinkContext(
        Connection connection,
        MessageCodec codec,
        ClientSettings settings,
        Limits limits,
        GrantPool grants,
        Outbox outbox) {

    void send(ClientMessage message) {
        connection.send(codec.encode(message));
    }

    /// Runs a task on the link's thread, never inline.
    void execute(Runnable task) {
        connection.execute(task);
    }

    /// Runs a task on the link's thread when the time for an answer is over.
    Disposable whenOverdue(Runnable task) {
        Duration timeout = settings.requestTimeout();
        return settings.timers().schedule(() -> execute(task), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
