package one.commserver.autobahn;

import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.LinkThread;
import one.commserver.client.dial.ServerAddress;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.wire.ConnectionEvent;

import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// Visits the suite's server with the library's own socket: once for each case, and sends back what it gets.
final class EchoClient {

    private static final Duration DIAL = Duration.ofSeconds(60);
    private static final Duration CASE = Duration.ofMinutes(3);
    private static final ConnectionSettings SETTINGS =
            new ConnectionSettings(
                    4L * Echo.MOST_BYTES, Duration.ofSeconds(5), System::nanoTime, new ConnectionObserver() {});

    private final String url;
    private final String agent;
    private final AtomicInteger cases = new AtomicInteger();

    /// @param url of the suite's server
    /// @param agent under which name the suite keeps the verdicts
    EchoClient(String url, String agent) {
        this.url = url;
        this.agent = agent;
    }

    /// Goes through all cases and has the report written.
    void visitAll() {
        visit(
                "/getCaseCount",
                connection ->
                        event -> {
                            if (event instanceof ConnectionEvent.Text(String number, int _)) {
                                cases.set(Integer.parseInt(number));
                            }
                        });
        for (int number = 1; number <= cases.get(); number++) {
            visit("/runCase?case=" + number + "&agent=" + agent, Echo::to);
        }
        visit("/updateReports?agent=" + agent, connection -> event -> {});
    }

    /// How many it has gone through.
    int cases() {
        return cases.get();
    }

    private void visit(String target, Function<Connection, Consumer<ConnectionEvent>> receiver) {
        var dialer = new Dialer(ServerAddress.parse(url + target), null, true, null, DIAL, Schedulers.boundedElastic());
        dialer.dial(new LinkThread(), SETTINGS, connection -> connection.receive(receiver.apply(connection)))
                .doOnNext(dialled -> dialled.allow(Echo.MOST_BYTES, Echo.MOST_BYTES))
                .flatMap(dialled -> dialled.connection().ended())
                .block(CASE);
    }
}
