package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.drain.Drain.State;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Chapter 11: a node that goes away.
class DrainIT {

    private static final String NO_NOTICE = "commserver.drain.notice=0s";
    private static final String LONG_NOTICE = "commserver.drain.notice=10m";
    private static final String LONG_WINDOW = "commserver.drain.window=10m";
    private static final String SHORT_WINDOW = "commserver.drain.window=1ms";
    private static final String LONG_LEEWAY = "commserver.drain.leeway=10m";
    private static final String NO_LEEWAY = "commserver.drain.leeway=0s";
    private static final String LONG_LIMIT = "commserver.drain.limit=1h";

    @Test
    void momentsAreSpreadAndWhoLeavesHearsOfNoError() {
        try (var server = new DrainServer(false, NO_NOTICE, "commserver.drain.window=8m", LONG_LEEWAY, LONG_LIMIT)) {
            List<RawClient> clients = server.join(8);
            // who isn't quite in yet is told a moment later, and then less time is left
            clients.forEach(RawClient::isQuiet);

            CompletableFuture<Void> stopped = server.stop();

            List<Long> moments = new ArrayList<>();
            for (RawClient client : clients) {
                ServerDraining told = client.message(ServerDraining.class);
                assertThat(told.resumable()).isFalse();
                moments.add(told.reconnectAfterMs());
                client.raw(Frames.close(1000, ""));
                assertThat(client.next()).isInstanceOf(Received.Close.class);
                assertThat(client.next()).isEqualTo(new Received.Ended());
            }
            assertThat(moments)
                    .containsExactlyInAnyOrder(0L, 60_000L, 120_000L, 180_000L, 240_000L, 300_000L, 360_000L, 420_000L);
            assertThat(stopped).succeedsWithin(RawClient.DEADLINE);
        }
    }

    @Test
    void randomMomentsLieInTheWindow() {
        try (var server =
                new DrainServer(
                        false, NO_NOTICE, LONG_WINDOW, LONG_LEEWAY, LONG_LIMIT, "commserver.drain.spread=random")) {
            List<RawClient> clients = server.join(8);

            server.drain().start();

            List<Long> moments =
                    clients.stream().map(client -> client.message(ServerDraining.class).reconnectAfterMs()).toList();
            assertThat(moments).doesNotHaveDuplicates().allMatch(moment -> moment >= 0 && moment < 600_000);
            server.drain().hurry();
        }
    }

    @Test
    void whoStaysIsToldAndClosed() {
        try (var server =
                new DrainServer(
                        false,
                        NO_NOTICE,
                        SHORT_WINDOW,
                        NO_LEEWAY,
                        LONG_LIMIT,
                        "commserver.drain.closes-per-second=20")) {
            List<RawClient> clients = server.join(30);
            RawClient stranger = server.connect();

            server.drain().start();

            for (RawClient client : clients) {
                client.message(ServerDraining.class);
                client.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);
            }
            stranger.closed(CloseReason.RESTARTING);
            assertThat(server.stop()).succeedsWithin(RawClient.DEADLINE);
        }
    }

    @Test
    void whoReadsNothingDelaysNobodyBeyondTheLimit() {
        try (var server =
                new DrainServer(
                        false,
                        NO_NOTICE,
                        SHORT_WINDOW,
                        NO_LEEWAY,
                        "commserver.drain.limit=5s",
                        "commserver.transport.close-patience=10m")) {
            RawClient deaf = server.connect(server.dial().receiveBuffer(4096)).login(Who.anybody());
            RawClient sender = server.join();
            Joined pair = Joined.of(sender, 0, deaf, Joined.WINDOW);
            deaf.stopReading();
            Stuffing.fill(pair, (int) Joined.WINDOW);

            server.drain().start();

            awaitDrained(server);
            // whoever is asked to leave on a machine that stands still may be late, too
            assertThat(server.count("commserver.drain.cut")).isPositive();
            assertThat(server.stop()).succeedsWithin(RawClient.DEADLINE);
        }
    }

    @Test
    void duringTheNoticeClientsAreStillLetIn() {
        try (var server = new DrainServer(false, LONG_NOTICE, LONG_WINDOW, LONG_LIMIT)) {
            RawClient early = server.join();
            assertThat(server.isReady()).isTrue();

            server.drain().start();

            assertThat(server.isReady()).isFalse();
            assertThat(server.drain().state()).isEqualTo(State.ANNOUNCED);
            RawClient late = server.join();
            Joined.of(early, late).works();
            early.isQuiet();
            server.drain().hurry();
            for (RawClient client : List.of(early, late)) {
                client.message(ServerDraining.class);
                client.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);
            }
        }
    }

    @Test
    void whoComesTooLateIsRefused() {
        try (var server = new DrainServer(false, NO_NOTICE, LONG_WINDOW, LONG_LEEWAY, LONG_LIMIT)) {
            RawClient client = server.join();
            server.drain().start();
            client.message(ServerDraining.class);

            try (var late = new RawSocket(server.dial())) {
                late.write(server.dial().upgrade("13"));
                assertThat(late.answer().status()).isEqualTo(503);
            }

            client.isQuiet();
            server.drain().hurry();
        }
    }

    @Test
    void whoIsOnTheWayInIsToldBehindAuthSuccess() {
        try (var server = new DrainServer(false, NO_NOTICE, LONG_WINDOW, LONG_LEEWAY, LONG_LIMIT)) {
            RawClient stranger = server.connect();
            var login = new Login(stranger, Who.anybody());
            login.auth();
            var challenge = login.challenge();
            RawClient known = server.join();
            server.drain().start();
            known.message(ServerDraining.class);

            login.respond(challenge);

            assertThat(stranger.nextText()).contains("auth_success");
            assertThat(stranger.message(ServerDraining.class).reconnectAfterMs()).isBetween(0L, 600_000L);
            server.drain().hurry();
        }
    }

    @Test
    void sessionsThatOutliveTheirNodeWaitAndGoOn() {
        try (var server = new DrainServer(true, NO_NOTICE, LONG_WINDOW, NO_LEEWAY, LONG_LIMIT)) {
            Joined pair = Joined.of(server.join(), server.join());
            pair.works();

            server.drain().start();

            // the one whose moment it is; the other one's comes much later
            boolean first = pair.opener().message(ServerDraining.class).reconnectAfterMs() == 0;
            ServerDraining other = pair.acceptor().message(ServerDraining.class);
            assertThat(other.resumable()).isTrue();
            RawClient gone = first ? pair.opener() : pair.acceptor();
            RawClient here = first ? pair.acceptor() : pair.opener();
            int hereChannel = first ? pair.there() : pair.here();
            int goneChannel = first ? pair.here() : pair.there();
            gone.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);
            here.interrupted(hereChannel, 2);

            assertThat(server.drain().cancel()).isTrue();
            RawClient again = server.join(gone.who().session(gone.token()));
            assertThat(again.hello().resumed()).isTrue();
            again.resume(goneChannel, 2, first ? 7 : 8);
            here.resume(hereChannel, 2, first ? 8 : 7);
            again.message(ChannelResumed.class);
            here.message(ChannelResumed.class);
            (first
                            ? new Joined(again, goneChannel, here, hereChannel)
                            : new Joined(here, hereChannel, again, goneChannel))
                    .works();
        }
    }

    @Test
    void sessionsThatDoNotOutliveTheirNodeEndWithIt() {
        try (var server = new DrainServer(false, NO_NOTICE, LONG_WINDOW, NO_LEEWAY, LONG_LIMIT)) {
            Joined pair = Joined.of(server.join(), server.join());

            server.drain().start();

            if (pair.opener().message(ServerDraining.class).reconnectAfterMs() == 0) {
                pair.acceptor().message(ServerDraining.class);
                pair.acceptorIsTold(ClosedBy.PEER, ChannelCloseReason.SERVER_STOPPING.wireName());
            } else {
                pair.acceptor().message(ServerDraining.class);
                pair.openerIsTold(ClosedBy.PEER, ChannelCloseReason.SERVER_STOPPING.wireName());
            }
            server.drain().hurry();
        }
    }

    @Test
    void aNodeWithoutClientsEndsAtOnce() {
        try (var server = new DrainServer(false, LONG_NOTICE, LONG_WINDOW, LONG_LIMIT)) {
            server.join().leave();

            assertThat(server.stop()).succeedsWithin(RawClient.DEADLINE);
        }
    }

    @Test
    void theSecondStartChangesNothingAndTheProcessGoesOnWithTheDrainThereIs() {
        try (var server = new DrainServer(false, NO_NOTICE, LONG_WINDOW, LONG_LEEWAY, LONG_LIMIT)) {
            RawClient client = server.join();
            server.drain().start();
            client.message(ServerDraining.class);

            server.drain().start();
            CompletableFuture<Void> stopped = server.stop();

            // nothing is said again; it is served until it leaves
            client.isQuiet();
            assertThat(stopped).isNotDone();
            client.leave();
            assertThat(stopped).succeedsWithin(RawClient.DEADLINE);
        }
    }

    @Test
    void aDrainedNodeStaysUntilItIsToldToServeAgain() {
        try (var server = new DrainServer(false, NO_NOTICE, LONG_WINDOW, LONG_LEEWAY, LONG_LIMIT)) {
            RawClient client = server.join();
            server.drain().start();
            client.message(ServerDraining.class);
            client.leave();
            awaitDrained(server);
            assertThat(server.isReady()).isFalse();
            assertThat(server.count("commserver.drain.left")).isEqualTo(1);

            assertThat(server.drain().cancel()).isTrue();

            assertThat(server.isReady()).isTrue();
            server.join().isQuiet();
        }
    }

    private static void awaitDrained(DrainServer server) {
        await().atMost(RawClient.DEADLINE).until(() -> server.drain().state() == State.DRAINED);
    }
}
