package one.commserver.operations.explain;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.crypto.Identity;
import one.commserver.drain.Drain;
import one.commserver.health.NodeReadiness;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.limits.NamedLimiters;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Question;
import one.commserver.operations.asking.Responder;
import one.commserver.operations.explain.NodePart.OneEvent;
import one.commserver.operations.explain.NodePart.OneLimit;
import one.commserver.operations.explain.NodePart.OneLink;
import one.commserver.operations.explain.NodePart.OneRefusal;
import one.commserver.operations.explain.NodePart.OneReport;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.Oversight;
import one.commserver.relay.Relay;
import one.commserver.relay.channel.Party;
import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Link;
import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/// What this node answers.
final class LocalAnswers implements Responder {

    private static final int MOST_CONNECTIONS = 40;
    private static final int MOST_SESSIONS = 40;
    private static final int MOST_ADDRESSES = 8;
    private static final int SHOWN_CHARACTERS = 64;
    private static final Comparator<Party> NEWEST_FIRST =
            Comparator.<Party>comparingLong(party -> party.registration().epoch()).reversed();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Node node;
    private final Chronicle chronicle;
    private final NamedLimiters limiters;
    private final Relay relay;
    private final Oversight oversight;
    private final InstantSource wallClock;
    private final NanoClock clock;

    /// The node as it is.
    ///
    /// @param limits how many connections it takes; there are places beyond them for those who are told that it is
    ///     full
    record Node(
            ConnectionManager connections,
            ConnectionStatistics statistics,
            NodeReadiness readiness,
            Drain drain,
            InForce<ConnectionLimits> limits) {

        boolean isFull() {
            return connections.connectionCount() >= limits.now().connections();
        }

        boolean isDraining() {
            return drain.state() != Drain.State.SERVING;
        }
    }

    LocalAnswers(
            Node node,
            Chronicle chronicle,
            NamedLimiters limiters,
            Relay relay,
            Oversight oversight,
            InstantSource wallClock,
            NanoClock clock) {
        this.node = node;
        this.chronicle = chronicle;
        this.limiters = limiters;
        this.relay = relay;
        this.oversight = oversight;
        this.wallClock = wallClock;
        this.clock = clock;
    }

    @Override
    public String answer(Question question) {
        return switch (question) {
            case Question.Explain(Identity identity) -> fitting(explain(identity));
            case Question.Presence() -> JSON.writeValueAsString(presence());
            case Question.Dismiss(Identity identity, long epoch) -> JSON.writeValueAsString(dismiss(identity, epoch));
        };
    }

    private static String fitting(NodePart part) {
        NodePart shown = part;
        String json = JSON.writeValueAsString(shown);
        while (json.getBytes(StandardCharsets.UTF_8).length > Asking.LARGEST_ANSWER
                && shown.connections().size() + shown.sessions().size() > 0) {
            shown = shown.shorter();
            json = JSON.writeValueAsString(shown);
        }
        return json;
    }

    private NodePart.Presence presence() {
        return new NodePart.Presence(
                node.readiness().isReady(),
                node.isDraining(),
                node.connections().connectionCount(),
                node.statistics().global().startTime().toString());
    }

    private NodePart explain(Identity identity) {
        Instant now = wallClock.instant();
        List<Link> links = links(identity);
        List<Chronicle.Refusal> refusals = chronicle.refusals(identity);
        return new NodePart(
                node.readiness().isReady(),
                node.isDraining(),
                node.isFull(),
                links.size(),
                links.stream().limit(MOST_CONNECTIONS).map(link -> link(link, now)).toList(),
                relay.sessions(identity).stream()
                        .sorted(NEWEST_FIRST)
                        .limit(MOST_SESSIONS)
                        .map(SessionParts::of)
                        .toList(),
                limits(identity, links, refusals),
                events(chronicle.lifecycle(identity), now),
                events(chronicle.errors(identity), now),
                refusals.stream()
                        .map(refusal ->
                                new OneRefusal(
                                        refusal.at().toString(),
                                        ago(refusal.at(), now),
                                        refusal.connection().toString(),
                                        refusal.code().wireName(),
                                        refusal.isProven(),
                                        refusal.address().key()))
                        .toList(),
                chronicle.complete().toString(),
                chronicle.completeClaims().toString());
    }

    private List<Link> links(Identity identity) {
        return node.connections()
                .links()
                .filter(link -> identity.equals(link.connection().labels().identity()))
                .toList();
    }

    private OneLink link(Link link, Instant now) {
        Connection connection = link.connection();
        ConnectionLabels labels = connection.labels();
        ConnectionKind kind = labels.kind();
        String instance = labels.instance();
        ConnectionStats stats = node.statistics().connection(connection.id()).orElse(null);
        Duration inState =
                stats == null ? Duration.ZERO : stats.timeInState().getOrDefault(stats.currentState(), Duration.ZERO);
        return new OneLink(
                connection.id().toString(),
                kind == null ? null : kind.wireName(),
                instance == null ? null : Printable.of(instance, SHOWN_CHARACTERS),
                connection.state().name(),
                now.minus(inState).toString(),
                link.address().key(),
                connection.queuedBytes(),
                stats == null ? null : stats.latency(),
                clock.since(connection.lastActivity()).toMillis(),
                link.isHeld(),
                report(chronicle.report(connection.id())));
    }

    private static @Nullable OneReport report(Chronicle.@Nullable Report report) {
        return report == null
                ? null
                : new OneReport(
                        report.at().toString(),
                        report.health().rttMs(),
                        report.health().reconnects(),
                        report.health().queuedBytes());
    }

    private List<OneLimit> limits(Identity identity, List<Link> links, List<Chronicle.Refusal> refusals) {
        var limits = new ArrayList<OneLimit>();
        limiters.pauses(identity.wire())
                .forEach((name, left) -> limits.add(new OneLimit(name, "identity", true, left.toMillis())));
        var addresses = new LinkedHashMap<String, Boolean>();
        links.forEach(link -> addresses.put(link.address().key(), true));
        for (boolean isProven : new boolean[] {true, false}) {
            // anybody can have made up the others: they come last
            refusals.stream()
                    .filter(refusal -> refusal.isProven() == isProven)
                    .forEach(refusal -> addresses.putIfAbsent(refusal.address().key(), isProven));
        }
        addresses.entrySet().stream()
                .limit(MOST_ADDRESSES)
                .forEach(address ->
                        limiters.pauses(address.getKey())
                                .forEach((name, left) ->
                                        limits.add(
                                                new OneLimit(
                                                        name, address.getKey(), address.getValue(), left.toMillis()))));
        return limits;
    }

    private static List<OneEvent> events(List<Chronicle.Event> events, Instant now) {
        return events.stream()
                .map(event ->
                        new OneEvent(
                                event.at().toString(),
                                ago(event.at(), now),
                                event.connection().toString(),
                                event.what(),
                                event.text()))
                .toList();
    }

    private static long ago(Instant at, Instant now) {
        return Math.max(0, Duration.between(at, now).toMillis());
    }

    /// Holders of slots are told by the registry, so that their sessions don't stay; the rest has none.
    private NodePart.Dismissed dismiss(Identity identity, long epoch) {
        oversight.dismiss(identity, epoch);
        int sessions = relay.dismiss(identity, epoch, ChannelCloseReason.CONNECTION_CLOSED);
        List<Connection> others =
                links(identity).stream().map(Link::connection).filter(LocalAnswers::hasNoSlot).toList();
        others.forEach(connection -> connection.close(CloseReason.ROUTE_STOPPED));
        return new NodePart.Dismissed(others.size(), sessions);
    }

    private static boolean hasNoSlot(Connection connection) {
        ConnectionKind kind = connection.labels().kind();
        return kind != null && !kind.hasSlot();
    }
}
