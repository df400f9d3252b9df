package one.commserver.soak.load;

import one.commserver.client.Channel;
import one.commserver.client.ClientSession;
import one.commserver.client.CommClient;
import one.commserver.client.IncomingOffer;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/// Two clients that come back whenever they are cut, over a line of their own.
final class Sessions implements AutoCloseable {

    private final Line line;
    private final CommClient one;
    private final CommClient other;
    private final ClientSession caller;
    private final ClientSession called;
    private final Accepted<Channel> accepted = new Accepted<>();

    /// Connects both.
    Sessions(int port) throws IOException {
        line = new Line(port);
        one = Clients.client(Clients.key(), line.port(), "phone");
        other = Clients.client(Clients.key(), line.port(), "desk");
        caller = one.session(ConnectionKind.DATA);
        called = other.session(ConnectionKind.DATA);
        called.offers().flatMap(IncomingOffer::accept).subscribe(accepted::add, failure -> {});
        called.open();
        caller.open();
        Clients.get(called.links().next());
        Clients.get(caller.links().next());
    }

    Line line() {
        return line;
    }

    /// Opens a channel.
    Talk talk() throws TimeoutException {
        Ends ends = ends();
        return new Talk(ends.near(), ends.far());
    }

    /// @param near at the client that has asked for it
    /// @param far at the other one
    record Ends(Channel near, Channel far) {}

    /// Opens a channel.
    Ends ends() throws TimeoutException {
        Channel near = Clients.get(caller.openChannel(other.identity()));
        return new Ends(near, accepted.next());
    }

    @Override
    public void close() throws IOException {
        Clients.run(Mono.when(one.close(), other.close()));
        line.close();
    }
}
