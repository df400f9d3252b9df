package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A node that goes away closes clients of the ONE dialect, and says nothing to them in the other one.
class OneDrainIT {

    private static final Received RESTART =
            new Received.Close(CloseReason.RESTARTING.code(), CloseReason.RESTARTING.text());

    private final BoxKeyPair key = BoxKeyPair.generate();
    private final String source = hex(BoxKeyPair.generate());

    @Test
    void sparesAndRelaysAreClosedWithoutAMessage() {
        try (var server =
                new DrainServer(
                        false,
                        "commserver.drain.notice=0s",
                        "commserver.drain.window=1ms",
                        "commserver.drain.leeway=0s",
                        "commserver.drain.limit=1h",
                        "commserver.drain.closes-per-second=20")) {
            RawClient known = server.join();
            var spares = new ArrayList<RawClient>();
            for (int i = 0; i < 5; i++) {
                spares.add(waiting(server));
            }
            RawClient used = waiting(server);
            RawClient requester = server.connect();
            requester.text(request(source, hex(key)));
            isHandedOver(used, source, key);
            hears(used, requester, "ready");
            RawClient registering = server.connect();
            OneTalk.challenge(registering, key);

            server.drain().start();

            known.message(ServerDraining.class);
            known.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);
            spares.forEach(OneDrainIT::isEnded);
            isEnded(registering);
            // the first one's end is the other one's too
            List<Received> ends = List.of(used.next(), requester.next());
            assertThat(ends).contains(RESTART).allMatch(end -> end.equals(RESTART) || isWithoutWords(end));
            assertThat(used.next()).isEqualTo(new Received.Ended());
            assertThat(requester.next()).isEqualTo(new Received.Ended());
            assertThat(server.stop()).succeedsWithin(RawClient.DEADLINE);
        }
    }

    @Test
    void whoStaysAmongThoseThatAreCutHearsNoMessageEither() {
        try (var server =
                new DrainServer(
                        false,
                        "commserver.drain.notice=0s",
                        "commserver.drain.window=10m",
                        "commserver.drain.leeway=10m",
                        "commserver.drain.limit=1h")) {
            RawClient spare = waiting(server);

            server.drain().start();
            assertThat(spare.within(Duration.ofMillis(300))).isNull();
            server.drain().hurry();

            isEnded(spare);
        }
    }

    private RawClient waiting(DrainServer server) {
        RawClient client = server.connect();
        OneTalk.wait(client, key);
        return client;
    }

    private static void isEnded(RawClient client) {
        assertThat(client.next()).isEqualTo(RESTART);
        assertThat(client.next()).isEqualTo(new Received.Ended());
    }

    private static boolean isWithoutWords(Received end) {
        return end.equals(new Received.Close(1000, ""));
    }
}
