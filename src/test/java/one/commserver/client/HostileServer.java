package one.commserver.client;

import one.commserver.crypto.Identity;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.KeyPublish;
import one.commserver.protocol.DiscoveryMessage.KeyPublished;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.InviteList;
import one.commserver.protocol.PairingMessage.Invites;
import one.commserver.protocol.PairingMessage.PairChallenge;
import one.commserver.protocol.PairingMessage.PairList;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.PairingMessage.Pairings;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStates;
import one.commserver.protocol.SyncMessage.SyncStatus;
import one.commserver.protocol.SyncMessage.SyncStored;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

    private final Map<Class<?>, String> asked = new ConcurrentHashMap<>();
    private final Set<Socket> mine = ConcurrentHashMap.newKeySet();
    private volatile Identity client;
    private volatile Socket latest;
    private volatile ClientMessage lastHeard;

    /// The one on which the client has come last.
    Optional<Socket> latest() {
        return Optional.ofNullable(latest);
    }

    /// The `ref` of what it would answer, or of whatever was asked last.
    String fitting(ServerMessage answer) {
        String last = lastHeard == null ? null : lastHeard.ref();
        return questions(answer).stream()
                .map(asked::get)
                .filter(Objects::nonNull)
                .reduce((earlier, later) -> later)
                .orElse(last);
    }

    private static List<Class<?>> questions(ServerMessage answer) {
        return switch (answer) {
            case HeartbeatAck ack -> List.of(Heartbeat.class);
            case ChannelOpened opened -> List.of(ChannelOpen.class);
            case Announced announced -> List.of(Announce.class);
            case Endpoints endpoints -> List.of(Discover.class);
            case KeyPublished published -> List.of(KeyPublish.class);
            case PresenceSubscribed subscribed -> List.of(PresenceSubscribe.class);
            case InviteCreated created -> List.of(InviteCreate.class);
            case Invites invites -> List.of(InviteList.class);
            case PairChallenge challenge -> List.of(PairRequest.class);
            case PairSuccess success -> List.of(PairProof.class);
            case Pairings pairings -> List.of(PairList.class);
            case SyncMessage.Answer batch -> List.of(SyncRequest.class, SyncAck.class);
            case SyncStored stored -> List.of(SyncPut.class);
            case SyncStates states -> List.of(SyncStatus.class);
            default -> List.of();
        };
    }

    private void heard(ClientMessage message) {
        lastHeard = message;
        if (message.ref() != null) {
            asked.put(message.getClass(), message.ref());
        }
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

    /// Another client comes. What those before it have left on their way isn't heard.
    void await(Identity newClient) {
        client = newClient;
        mine.clear();
        latest = null;
        lastHeard = null;
        asked.clear();
        goesOn = List.of();
        manners = Manners.HONEST;
        forget();
    }

    @Override
    void message(Socket socket, ClientMessage message) {
        if (message instanceof Auth auth && auth.identity().equals(client)) {
            mine.add(socket);
            latest = socket;
        }
        if (mine.contains(socket)) {
            super.message(socket, message);
        }
    }

    @Override
    void auth(Socket socket, Auth auth) {
        heard(auth);
        if (manners == Manners.HONEST) {
            super.auth(socket, auth);
        } else if (manners.include(Manners.CHALLENGES)) {
            challenge(socket, auth);
        }
    }

    @Override
    void response(Socket socket, Response response) {
        heard(response);
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
        heard(heartbeat);
        if (manners == Manners.HONEST) {
            super.heartbeat(socket, heartbeat);
        }
    }

    @Override
    void open(Socket socket, ChannelOpen open) {
        heard(open);
        if (manners == Manners.HONEST) {
            super.open(socket, open);
        }
    }

    @Override
    void other(Socket socket, ClientMessage message) {
        heard(message);
        if (manners == Manners.HONEST) {
            super.other(socket, message);
        }
    }

    @Override
    void frame(Socket socket, ByteBuffer frame) {
        if (manners == Manners.HONEST && mine.contains(socket)) {
            super.frame(socket, frame);
        } else if (mine.contains(socket)) {
            count(frame);
        }
    }
}
