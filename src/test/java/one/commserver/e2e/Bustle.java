package one.commserver.e2e;

import one.commserver.protocol.ConnectionKind;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Clients of a node that talk with each other until they are closed, some more than others, and a few who go wrong.
final class Bustle implements AutoCloseable {

    private static final int PAIRS = 6;
    private static final int PAUSE_MILLIS = 40;

    private final List<RawClient> clients = new ArrayList<>();
    private final ScheduledExecutorService talking =
            Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().factory());

    Bustle(RawSocket.Dial dial) {
        for (int pair = 1; pair <= PAIRS; pair++) {
            RawClient one = RawClient.dial(dial).login(Who.anybody().instance("laptop"));
            RawClient other = RawClient.dial(dial).login(Who.anybody());
            clients.addAll(List.of(one, other));
            var talk = new Talk(Joined.of(one, other), new byte[pair * pair * 200]);
            var _ = talking.scheduleWithFixedDelay(talk::turn, 0, PAUSE_MILLIS + 10L * pair, TimeUnit.MILLISECONDS);
        }
        for (int i = 0; i < 3; i++) {
            clients.add(RawClient.dial(dial).login(Who.anybody().kind(ConnectionKind.CONTROL)));
        }
        clients.add(RawClient.dial(dial));
        for (int i = 0; i < 2; i++) {
            RawClient.dial(dial).login(Who.anybody()).cut();
            RawClient.dial(dial).text("{}");
        }
        RawClient.dial(dial).login(Who.anybody()).leave();
    }

    /// How many connections stay open.
    int open() {
        return clients.size();
    }

    /// The whole identity of one that stays.
    String somebody() {
        return clients.getFirst().identity().wire();
    }

    @Override
    public void close() {
        talking.shutdownNow();
        clients.forEach(RawClient::close);
    }

    /// One pair's, which says the same again and again.
    private static final class Talk {

        private final Joined pair;
        private final byte[] words;
        private long said;

        private Talk(Joined pair, byte[] words) {
            this.pair = pair;
            this.words = words;
        }

        private void turn() {
            pair.say(words);
            said += words.length + 5;
            pair.acceptor().flow(pair.there(), said, said + Joined.WINDOW);
            pair.opener().flow(pair.here());
        }
    }
}
