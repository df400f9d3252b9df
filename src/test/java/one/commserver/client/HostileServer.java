package one.commserver.client;

import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionMessage.Heartbeat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// A server that does by itself as much of what is right as it has manners, and besides whatever it is told to.
final class HostileServer extends HonestServer {

    /// How much it does by itself; each does what those before it do.
    enum Manners {
        SILENT,
        CHALLENGES,
        /// Nobody's session goes on, unless [#goesOn] says so.
        LETS_IN,
        HONEST;

        private boolean include(Manners other) {
            return compareTo(other) >= 0;
        }
    }

    volatile Manners manners = Manners.HONEST;

    /// What goes on when a client comes back; empty: nothing.
    volatile List<ChannelSummary> goesOn = List.of();

    private volatile Socket latest;
    private volatile ClientMessage lastHeard;

    /// The one that was opened last.
    Optional<Socket> latest() {
        return Optional.ofNullable(latest);
    }

    Optional<ClientMessage> lastHeard() {
        return Optional.ofNullable(lastHeard);
    }

    /// Does what is right for the last message, once more if it was done before.
    void answerLast() {
        Socket socket = latest;
        switch (lastHeard) {
            case Auth auth -> super.auth(socket, auth);
            case Response response -> super.response(socket);
            case Heartbeat heartbeat -> super.heartbeat(socket, heartbeat);
            case ChannelOpen open -> super.open(socket, open);
            case null -> {}
            default -> super.other(socket, lastHeard);
        }
    }

    @Override
    void opened(Socket socket) {
        latest = socket;
    }

    @Override
    void auth(Socket socket, Auth auth) {
        lastHeard = auth;
        if (manners == Manners.HONEST) {
            super.auth(socket, auth);
        } else if (manners.include(Manners.CHALLENGES)) {
            challenge(socket, auth);
        }
    }

    @Override
    void response(Socket socket, Response response) {
        lastHeard = response;
        if (manners.include(Manners.LETS_IN)) {
            super.response(socket, response);
        }
    }

    @Override
    void response(Socket socket) {
        letIn(socket, goesOn);
    }

    @Override
    void heartbeat(Socket socket, Heartbeat heartbeat) {
        lastHeard = heartbeat;
        if (manners == Manners.HONEST) {
            super.heartbeat(socket, heartbeat);
        }
    }

    @Override
    void open(Socket socket, ChannelOpen open) {
        lastHeard = open;
        if (manners == Manners.HONEST) {
            super.open(socket, open);
        }
    }

    @Override
    void other(Socket socket, ClientMessage message) {
        lastHeard = message;
        if (manners == Manners.HONEST) {
            super.other(socket, message);
        }
    }

    @Override
    void frame(Socket socket, ByteBuffer frame) {
        if (manners == Manners.HONEST) {
            super.frame(socket, frame);
        } else {
            count(frame);
        }
    }
}
