package one.commserver.operations.access;

import one.commserver.connection.NanoClock;
import one.commserver.operations.access.AccessMeter.Action;
import one.commserver.operations.access.AccessMeter.Login;
import one.commserver.operations.access.AccessMeter.Way;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.Meters;
import one.commserver.transport.ClientAddress;
import one.commserver.transport.ClientAddressResolver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;

import java.net.InetSocketAddress;
import java.time.Duration;

/// Counts who comes to the management port, and writes down who is refused: so many lines a minute at most, whatever
/// strangers do, and then how many there would have been.
final class AccessLog {

    private static final Logger LOG = LoggerFactory.getLogger("one.commserver.operations.access");
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int LINES_PER_MINUTE = 30;

    private final Meters meters;
    private final ClientAddressResolver addresses;
    private final NanoClock clock;

    private long begin;
    private int written;
    private long left;

    AccessLog(Meters meters, ClientAddressResolver addresses, NanoClock clock) {
        this.meters = meters;
        this.addresses = addresses;
        this.clock = clock;
        this.begin = clock.nanos();
    }

    /// Where a request comes from, found out as at the clients' port.
    ClientAddress addressOf(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        if (remote == null) {
            return new ClientAddress("unknown");
        }
        return addresses.resolve(
                remote,
                request.getHeaders().getOrEmpty("Forwarded"),
                request.getHeaders().getOrEmpty("X-Forwarded-For"));
    }

    /// Counts a login; one that didn't lead in is a line, too.
    void login(Way way, Login result, ServerHttpRequest request) {
        meters.counter(AccessMeter.LOGINS, MeterTag.word(way), MeterTag.word(result)).increment();
        if (result != Login.ACCEPTED) {
            write("A login by " + MeterTag.word(way) + " was " + MeterTag.word(result), request);
        }
    }

    /// Counts a change that somebody known has asked for; the log `audit` has it.
    void action(Action result) {
        meters.counter(AccessMeter.ACTIONS, MeterTag.word(result)).increment();
    }

    /// Counts and writes down what another site has made a browser ask for.
    void crossSite(ServerHttpRequest request) {
        action(Action.CROSS_SITE);
        write("Refused a change that another site has made a browser ask for", request);
    }

    private void write(String what, ServerHttpRequest request) {
        if (mayWrite()) {
            LOG.warn("{}, at the management port, from {}", what, addressOf(request).key());
        }
    }

    /// Whether one more line may be written now.
    synchronized boolean mayWrite() {
        long now = clock.nanos();
        if (now - begin >= MINUTE) {
            if (left > 0) {
                LOG.warn("{} more refusals at the management port weren't written down", left);
            }
            begin = now;
            written = 0;
            left = 0;
        }
        if (written < LINES_PER_MINUTE) {
            written++;
            return true;
        }
        left++;
        return false;
    }
}
