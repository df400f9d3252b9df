package one.commserver.operations.explain;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ErrorCode;
import one.commserver.session.SessionWatch;
import one.commserver.telemetry.FurtherObserver;
import one.commserver.transport.ClientAddress;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What has happened to identities at this node lately, and what connected clients have told of their health. Any
/// thread.
///
/// Failed logins of somebody who hasn't proven to be that identity are kept apart, and of each sort of failed logins
/// one address can drive out a part only. Whoever has many keys and logs in with each can drive out beginnings, ends
/// and errors of others: so it is told since when nothing was forgotten.
final class Chronicle implements SessionWatch, FurtherObserver {

    private static final int SHOWN_CHARACTERS = 123;

    private final InstantSource clock;
    private final Rings<Event> lifecycle;
    private final Rings<Event> errors;
    private final Rings<Refusal> refusals;
    private final Rings<Refusal> claims;
    private final Map<ConnectionId, Report> reports = new ConcurrentHashMap<>();

    /// Something that happened to a connection of the identity.
    ///
    /// @param what a word: `connected`, `closed`, or `error`
    record Event(Instant at, ConnectionId connection, String what, String text) implements Rings.Dated {}

    /// A login that failed.
    ///
    /// @param isProven whether whoever it was has shown to be that identity
    record Refusal(Instant at, ConnectionId connection, ErrorCode code, boolean isProven, ClientAddress address)
            implements Rings.Dated {}

    /// A client's health as it tells it.
    record Report(Instant at, Heartbeat health) {}

    Chronicle(ExplainProperties properties, InstantSource clock) {
        this.clock = clock;
        Instant begin = clock.instant();
        this.lifecycle = new Rings<>(properties.identities(), properties.events(), begin);
        this.errors = new Rings<>(properties.identities(), properties.events(), begin);
        this.refusals = new Rings<>(properties.identities(), properties.events(), begin);
        this.claims = new Rings<>(properties.identities(), properties.events(), begin);
    }

    /// Beginnings and ends, newest first.
    List<Event> lifecycle(Identity identity) {
        return lifecycle.of(identity);
    }

    /// What went wrong, newest first.
    List<Event> errors(Identity identity) {
        return errors.of(identity);
    }

    /// Failed logins, newest first.
    List<Refusal> refusals(Identity identity) {
        return Stream.concat(refusals.of(identity).stream(), claims.of(identity).stream())
                .sorted(Comparator.comparing(Refusal::at).reversed())
                .toList();
    }

    /// Behind which moment nothing of any identity was forgotten that was proven.
    Instant complete() {
        return Stream.of(lifecycle, errors, refusals).map(Rings::complete).max(Comparator.naturalOrder()).orElseThrow();
    }

    /// The same of what somebody only claimed to be.
    Instant completeClaims() {
        return claims.complete();
    }

    /// What the client of a connection has told last.
    @Nullable Report report(ConnectionId connection) {
        return reports.get(connection);
    }

    @Override
    public void refused(
            Connection connection, ClientAddress address, Identity claimed, boolean isProven, ErrorCode code) {
        var refusal = new Refusal(clock.instant(), connection.id(), code, isProven, address);
        (isProven ? refusals : claims).add(claimed, address, refusal);
    }

    @Override
    public void reported(Connection connection, Heartbeat health) {
        reports.put(connection.id(), new Report(clock.instant(), health));
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        if (to == ConnectionState.ACTIVE) {
            ConnectionKind kind = connection.labels().kind();
            add(lifecycle, connection, "connected", kind == null ? "" : kind.wireName());
        }
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        add(errors, connection, "error", problem.error());
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        reports.remove(connection.id());
        add(lifecycle, connection, "closed", status.code() + " " + status.text());
    }

    private void add(Rings<Event> to, Connection connection, String what, String text) {
        Identity identity = connection.labels().identity();
        if (identity != null) {
            var event = new Event(clock.instant(), connection.id(), what, Printable.of(text, SHOWN_CHARACTERS));
            to.add(identity, null, event);
        }
    }
}
