package one.commserver.operations;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.connection.statistics.Statistics.Global;
import one.commserver.crypto.Identity;
import one.commserver.operations.ConnectionsAnswer.Brief;
import one.commserver.operations.ConnectionsAnswer.Detail;
import one.commserver.operations.ConnectionsAnswer.GlobalNumbers;
import one.commserver.operations.ConnectionsAnswer.OneClosed;
import one.commserver.operations.ConnectionsAnswer.OneConnection;
import one.commserver.operations.ConnectionsAnswer.OneError;
import one.commserver.operations.ConnectionsAnswer.Page;
import one.commserver.operations.ConnectionsAnswer.Refused;
import one.commserver.protocol.CloseReason;
import one.commserver.telemetry.LogFields;
import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Link;
import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/actuator/connections`: the numbers of this node's connections; `/actuator/connections/{id}`: one of them;
/// `/actuator/connections/{node}/{id}`: where an operator closes it.
@Endpoint(id = "connections")
public final class ConnectionsEndpoint {

    private static final Pattern ID = Pattern.compile("c?(\\d{1,18})");

    private static final Logger AUDIT = LoggerFactory.getLogger("audit");
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SHOWN_CHARACTERS = 200;

    private final String node;
    private final ConnectionStatistics statistics;
    private final ConnectionManager connections;

    /// Whoever asks for many looks through all: one at a time.
    private final Semaphore looking = new Semaphore(1);

    /// @param node the name of the node
    ConnectionsEndpoint(String node, ConnectionStatistics statistics, ConnectionManager connections) {
        this.node = node;
        this.statistics = statistics;
        this.connections = connections;
    }

    /// A page of the connections that match, and the numbers of all. See [ConnectionQuery] for what can be asked.
    /// While somebody else asks, the answer is that.
    ///
    /// @param brief `true`: the page alone, for who asks again and again
    @ReadOperation
    public WebEndpointResponse<Object> connections(
            @Nullable String state,
            @Nullable String kind,
            @Nullable String dialect,
            @Nullable String identity,
            @Nullable String sort,
            @Nullable String order,
            @Nullable String page,
            @Nullable String size,
            @Nullable String brief) {
        if (!looking.tryAcquire()) {
            return new WebEndpointResponse<>(new Refused("somebody else is asking; ask again"), TOO_MANY);
        }
        try {
            var words = new ConnectionQuery.Words(state, kind, dialect, identity, sort, order, page, size);
            ConnectionQuery query = ConnectionQuery.of(words);
            return new WebEndpointResponse<>(isBrief(brief) ? brief(query) : answer(query));
        } catch (InvalidQueryException invalid) {
            return new WebEndpointResponse<>(
                    new Refused(String.valueOf(invalid.getMessage())), WebEndpointResponse.STATUS_BAD_REQUEST);
        } finally {
            looking.release();
        }
    }

    /// One that is open or has ended lately.
    ///
    /// @param id as it stands in answers and in the log: `c17`
    @ReadOperation
    public WebEndpointResponse<Object> connection(@Selector String id) {
        return parsed(id)
                .flatMap(this::detail)
                .map(found -> new WebEndpointResponse<Object>(found))
                .orElseGet(ConnectionsEndpoint::unknown);
    }

    /// Closes one in order and tells the client not to come back; its session stays for its time to live.
    ///
    /// @param at the node that the operator means: behind a balancer, or a restart, the id is somebody else's
    /// @param id as it stands in answers of that node
    @DeleteOperation
    public WebEndpointResponse<Object> disconnect(@Selector String at, @Selector String id, SecurityContext who) {
        if (!at.equals(node)) {
            return new WebEndpointResponse<>(new Refused("this is another node: " + node), CONFLICT);
        }
        Optional<Connection> found =
                parsed(id)
                        .flatMap(number ->
                                connections
                                        .links()
                                        .map(Link::connection)
                                        .filter(each -> each.id().equals(number))
                                        .findAny());
        found.ifPresent(connection -> {
            tell(who, connection);
            connection.close(CloseReason.ROUTE_STOPPED);
        });
        return found.isPresent() ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT) : unknown();
    }

    /// Whose connection it is stands nowhere else once it has ended; the path is told by the line of the request.
    private void tell(SecurityContext who, Connection connection) {
        Principal principal = who.getPrincipal();
        Identity identity = connection.labels().identity();
        AUDIT.atInfo()
                .addKeyValue(LogFields.CONNECTION, connection.id().toString())
                .log(
                        "{} closes {} of {} at {}",
                        principal == null ? "nobody" : Printable.of(principal.getName(), SHOWN_CHARACTERS),
                        connection.id(),
                        identity == null ? "a stranger" : identity,
                        node);
    }

    private static Optional<ConnectionId> parsed(String id) {
        Matcher number = ID.matcher(id);
        return number.matches() ? Optional.of(new ConnectionId(Long.parseLong(number.group(1)))) : Optional.empty();
    }

    private static WebEndpointResponse<Object> unknown() {
        return new WebEndpointResponse<>(
                new Refused("this node has no such connection"), WebEndpointResponse.STATUS_NOT_FOUND);
    }

    private static boolean isBrief(@Nullable String brief) {
        if (brief == null || brief.equals("false")) {
            return false;
        }
        if (brief.equals("true")) {
            return true;
        }
        throw new InvalidQueryException("brief must be true or false");
    }

    private Brief brief(ConnectionQuery query) {
        Best<ConnectionQuery.Candidate> best = best(query);
        return new Brief(node, shown(query, best), new Page(query.page(), query.size(), best.seen()));
    }

    private Best<ConnectionQuery.Candidate> best(ConnectionQuery query) {
        var best = new Best<ConnectionQuery.Candidate>(query.from() + query.size(), query.order());
        statistics.connections(query.which()).forEach(each -> best.add(query.candidate(each)));
        return best;
    }

    private static List<OneConnection> shown(ConnectionQuery query, Best<ConnectionQuery.Candidate> best) {
        return best.from(query.from()).stream().map(each -> OneConnection.of(each.connection().read())).toList();
    }

    private ConnectionsAnswer answer(ConnectionQuery query) {
        Best<ConnectionQuery.Candidate> best = best(query);
        List<OneConnection> shown = shown(query, best);
        Global global = statistics.global();
        return new ConnectionsAnswer(
                node,
                GlobalNumbers.of(global),
                shown,
                shown,
                global.totalConnections(),
                statistics.recentErrors().stream().map(OneError::of).toList(),
                statistics.recentlyClosed().stream().map(OneClosed::of).toList(),
                new Page(query.page(), query.size(), best.seen()));
    }

    private Optional<Detail> detail(ConnectionId id) {
        List<OneError> errors =
                statistics.recentErrors().stream()
                        .filter(error -> error.connectionId().equals(id))
                        .map(OneError::of)
                        .toList();
        return statistics
                .connection(id)
                .map(open -> new Detail(OneConnection.of(open), null, errors))
                .or(() ->
                        statistics.recentlyClosed().stream()
                                .filter(closed -> closed.connection().connectionId().equals(id))
                                .findAny()
                                .map(closed ->
                                        new Detail(
                                                OneConnection.of(closed.connection()), OneClosed.of(closed), errors)));
    }
}
