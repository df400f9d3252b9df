package one.commserver.operations.explain;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// What a node knows of an identity, as it tells it to others. Times are milliseconds, moments ISO 8601, lists newest
/// first where they have an order.
///
/// @param ready whether it takes clients
/// @param draining whether it sends them away
/// @param full whether it has as many connections as it may
/// @param connectionCount how many it has of that identity; `connections` are the first of them
/// @param sessions of the identity here, with or without a client; the first of them
/// @param limits that hold up the identity, or an address that it came from lately
/// @param events beginnings and ends of connections
/// @param remembersSince since when nothing that was proven is forgotten: beginnings and ends, errors, refused logins
/// of the identity itself
/// @param remembersClaimsSince the same of refused logins of somebody who only said to be it
record NodePart(
        boolean ready,
        boolean draining,
        boolean full,
        int connectionCount,
        List<OneLink> connections,
        List<OneSession> sessions,
        List<OneLimit> limits,
        List<OneEvent> events,
        List<OneEvent> errors,
        List<OneRefusal> refusedLogins,
        String remembersSince,
        String remembersClaimsSince) {

    /// Whatever another node has left out makes no answer.
    NodePart {
        connections = List.copyOf(connections);
        sessions = List.copyOf(sessions);
        limits = List.copyOf(limits);
        events = List.copyOf(events);
        errors = List.copyOf(errors);
        refusedLogins = List.copyOf(refusedLogins);
        require(remembersSince, remembersClaimsSince);
    }

    private static void require(@Nullable String... texts) {
        for (String text : texts) {
            Objects.requireNonNull(text, "a node left something out");
        }
    }

    /// A connection.
    ///
    /// @param since it is in that state
    /// @param queuedBytes that wait to leave
    /// @param rtt of the last ping; null before the first
    /// @param silent since something came in
    /// @param held whether the node doesn't read from it at the moment: it is too fast, or has asked for too much
    /// @param reported what the client told last of its own health
    record OneLink(
            String id,
            @Nullable String kind,
            @Nullable String instance,
            String state,
            String since,
            String address,
            long queuedBytes,
            @Nullable Double rtt,
            long silent,
            boolean held,
            @Nullable OneReport reported) {
        OneLink {
            require(id, state, since, address);
        }
    }

    /// A client's own words.
    record OneReport(String at, @Nullable Long rtt, @Nullable Long reconnects, @Nullable Long queuedBytes) {
        OneReport {
            require(at);
        }
    }

    /// A session that has channels, or may have some.
    ///
    /// @param attached whether its client is there
    /// @param channelCount how many there are; `channels` are the first of them
    record OneSession(
            String kind, String lane, String instance, boolean attached, int channelCount, List<OneChannel> channels) {
        OneSession {
            require(kind, lane, instance);
            channels = List.copyOf(channels);
        }
    }

    /// A channel. What may still be sent is null while it is interrupted.
    ///
    /// @param credit bytes that this identity may still send
    /// @param peerCredit bytes that its peer may still send
    /// @param waiting bytes that wait in the node for either of them
    record OneChannel(
            int number,
            String peer,
            String state,
            @Nullable Long credit,
            @Nullable Long peerCredit,
            @Nullable Long waiting) {
        OneChannel {
            require(peer, state);
        }
    }

    /// @param of the address, or `identity`
    /// @param proven whether the identity itself came from there, and not only somebody who said to be it
    /// @param left for how long
    record OneLimit(String name, String of, boolean proven, long left) {
        OneLimit {
            require(name, of);
        }
    }

    /// @param ago by the node's own clock
    record OneEvent(String at, long ago, String connection, String what, String text) {
        OneEvent {
            require(at, connection, what, text);
        }
    }

    /// @param proven whether it was the identity; else somebody who said so
    /// @param ago by the node's own clock
    record OneRefusal(String at, long ago, String connection, String code, boolean proven, String address) {
        OneRefusal {
            require(at, connection, code, address);
        }
    }

    /// The same with half of what has no order.
    NodePart shorter() {
        return new NodePart(
                ready,
                draining,
                full,
                connectionCount,
                connections.subList(0, connections.size() / 2),
                sessions.subList(0, sessions.size() / 2),
                limits,
                events,
                errors,
                refusedLogins,
                remembersSince,
                remembersClaimsSince);
    }

    /// How a node is.
    record Presence(boolean ready, boolean draining, long connections, String startedAt) {
        Presence {
            require(startedAt);
        }
    }

    /// What a node has let go of.
    ///
    /// @param connections those without a slot that it has closed
    /// @param sessions without a client, whose channels have ended
    record Dismissed(int connections, int sessions) {}
}
