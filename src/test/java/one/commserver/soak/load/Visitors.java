package one.commserver.soak.load;

import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;

import java.io.IOException;

/// People who were never seen before: each comes, stays for a moment, and leaves in order, abruptly, or without a word.
/// Some are cut, come back, and go on with their session.
final class Visitors implements Actor {

    private static final int WAYS = 4;

    private final Line line;
    private long steps;

    Visitors(int port) throws IOException {
        line = new Line(port);
    }

    @Override
    public void step() {
        CommClient client = Clients.client(Clients.key(), line.port(), "phone-" + steps % 7);
        ClientLink data = Clients.get(client.connect(ConnectionKind.DATA));
        ClientLink control = Clients.get(client.connect(ConnectionKind.CONTROL));
        Clients.get(control.heartbeat());
        switch ((int) (steps++ % WAYS)) {
            case 0 -> {}
            case 1 -> Clients.get(Mono.zip(data.terminate(), control.terminate()));
            case 2 -> {
                line.cut();
                Clients.get(Mono.zip(data.closed(), control.closed()));
            }
            default -> {
                line.cut();
                Clients.get(Mono.zip(data.closed(), control.closed()));
                ClientLink again = Clients.get(client.connect(ConnectionKind.DATA));
                if (!again.isResumed()) {
                    throw new IllegalStateException("a session didn't go on");
                }
            }
        }
        Clients.run(client.close());
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
