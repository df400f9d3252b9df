package one.commserver.operations;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.FakeWire;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Link;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Direction;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What an answer costs.
class ConnectionsEndpointTest {

    private final FakeWire wire = new FakeWire();
    private final ConnectionStatistics statistics = new ConnectionStatistics(InstantSource.system(), wire::nanos);
    private final ConnectionsEndpoint endpoint = new ConnectionsEndpoint("node-here", statistics, new NoConnections());

    /// What is done when all numbers of a connection are read, of which its route is one.
    private Runnable onRead = () -> {};

    private int reads;

    @Test
    void onlyThePageIsRead() {
        for (int i = 0; i < 1_000; i++) {
            connection();
        }

        ConnectionsAnswer answer = (ConnectionsAnswer) ask("messages", "desc", "0", "5").getBody();

        assertThat(answer.activeConnections()).hasSize(5);
        assertThat(answer.page().matching()).isEqualTo(1_000);
        assertThat(reads).isEqualTo(5);
    }

    @Test
    void theyAreSortedByWhatIsAskedFor() {
        Connection quiet = connection();
        Connection slow = connection();
        Connection busy = connection();
        statistics.roundTrip(slow, 5_000_000);
        statistics.roundTrip(busy, 1_000_000);
        statistics.frames(busy, Direction.OUTGOING, 9, 10);
        statistics.message(slow, Direction.INCOMING, 500);

        assertThat(ids("latency", "asc")).containsExactly(quiet.id(), busy.id(), slow.id());
        assertThat(ids("messages", "desc")).containsExactly(busy.id(), slow.id(), quiet.id());
        assertThat(ids("bytes", "desc")).containsExactly(slow.id(), busy.id(), quiet.id());
        assertThat(ids("state", "desc")).containsExactly(quiet.id(), slow.id(), busy.id());
        assertThat(ids("starttime", "desc")).containsExactly(busy.id(), slow.id(), quiet.id());
    }

    @Test
    void whoAsksAgainAndAgainIsToldThePageAlone() {
        Connection one = connection();

        WebEndpointResponse<Object> answer =
                endpoint.connections(null, null, null, null, null, null, null, "5", "true");

        JsonNode brief = JsonMapper.shared().valueToTree(answer.getBody());
        assertThat(brief.propertyNames()).containsExactlyInAnyOrder("node", "activeConnections", "page");
        assertThat(brief.path("activeConnections").get(0).path("id").asString()).isEqualTo(one.id().toString());
        assertThat(brief.path("page").path("matching").asInt()).isEqualTo(1);
        assertThat(endpoint.connections(null, null, null, null, null, null, null, null, "perhaps").getStatus())
                .isEqualTo(400);
    }

    /// Programs read them by these names.
    @Test
    void theNumbersOfAllHaveTheirNames() {
        statistics.roundTrip(connection(), 1_000_000);

        JsonNode global = JsonMapper.shared().valueToTree(ask(null, null, null, null).getBody()).path("global");

        assertThat(global.propertyNames())
                .containsExactlyInAnyOrder(
                        "startTime",
                        "uptime",
                        "totalConnections",
                        "activeConnections",
                        "failedConnections",
                        "totalMessages",
                        "messagesReceived",
                        "messagesSent",
                        "totalBytes",
                        "bytesReceived",
                        "bytesSent",
                        "totalErrors",
                        "throughputMbps",
                        "messagesPerSecond",
                        "averageLatency",
                        "averageMessageSize",
                        "connectionsPerMinute",
                        "calls",
                        "successRate",
                        "errorRate",
                        "latencyP50",
                        "latencyP95",
                        "latencyP99",
                        "latencyDistribution");
        assertThat(global.path("startTime").isIntegralNumber()).isTrue();
        assertThat(global.path("uptime").isIntegralNumber()).isTrue();
        assertThat(global.path("totalConnections").asLong()).isEqualTo(1);
        assertThat(global.path("latencyDistribution").get(0).propertyNames())
                .containsExactlyInAnyOrder("upTo", "count");
    }

    @Test
    void oneQuestionIsAnsweredAtATime() {
        connection();
        var meanwhile = new ArrayList<Integer>();
        onRead = () -> meanwhile.add(ask(null, null, null, null).getStatus());

        assertThat(ask(null, null, null, null).getStatus()).isEqualTo(200);

        assertThat(meanwhile).containsExactly(429);
        onRead = () -> {};
        assertThat(ask("nonsense", null, null, null).getStatus()).isEqualTo(400);
        assertThat(ask(null, null, null, null).getStatus()).isEqualTo(200);
    }

    private List<ConnectionId> ids(String sort, String order) {
        var answer = (ConnectionsAnswer) ask(sort, order, null, null).getBody();
        return answer.activeConnections().stream()
                .map(each -> new ConnectionId(Long.parseLong(each.id().substring(1))))
                .toList();
    }

    private WebEndpointResponse<Object> ask(
            @Nullable String sort, @Nullable String order, @Nullable String page, @Nullable String size) {
        return endpoint.connections(null, null, null, null, sort, order, page, size, null);
    }

    private Connection connection() {
        return new Connection(
                new Watched(), new ConnectionSettings(1_000, Duration.ofSeconds(5), wire::nanos, statistics));
    }

    /// Sees when it is asked for its route.
    private final class Watched implements Wire {

        @Override
        public Route route() {
            reads++;
            onRead.run();
            return wire.route();
        }

        @Override
        public void execute(Runnable task) {
            wire.execute(task);
        }

        @Override
        public void schedule(Duration delay, Runnable task) {
            wire.schedule(delay, task);
        }

        @Override
        public boolean isOwnThread() {
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(ConnectionEvent event) {
            wire.write(event);
        }

        @Override
        public void flush() {
            wire.flush();
        }

        @Override
        public void close(CloseStatus status, Duration patience) {
            wire.close(status, patience);
        }

        @Override
        public void terminate(CloseStatus status) {
            wire.terminate(status);
        }

        @Override
        public void reading(boolean on) {
            wire.reading(on);
        }

        @Override
        public void deafen() {
            wire.deafen();
        }
    }

    private static final class NoConnections implements ConnectionManager {

        @Override
        public int connectionCount() {
            return 0;
        }

        @Override
        public int maxConnections() {
            return 1;
        }

        @Override
        public Stream<Link> links() {
            return Stream.empty();
        }
    }
}
