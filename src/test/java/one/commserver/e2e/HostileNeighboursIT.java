package one.commserver.e2e;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.faults.Flood;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Hostile clients while a pair of neighbours talks, whose messages all arrive in order: as long as the attack lasts,
/// and behind each test of every class.
class HostileNeighboursIT {

    @RegisterExtension static final Server SERVER = Servers.HARRIED;

    private static final int MANY = 60;

    /// At each stage before a WebSocket is there: nothing at all, half a request, one that comes by the byte.
    @Test
    void whoIsSlowToAskForAnUpgradeIsCut() throws Exception {
        String slowly = SERVER.dial().header("X: " + "x".repeat(4000)).upgrade("13");

        SlowSockets.areCut(
                SERVER.dial(),
                "GET / HTTP/1.1\r\nHost: localhost\r\n".getBytes(StandardCharsets.US_ASCII),
                slowly.getBytes(StandardCharsets.US_ASCII),
                SERVER::neighboursAreWell);
    }

    /// The same once it is there: half a frame, half a message, and bytes that come one by one.
    @Test
    void whoIsSlowToSayWhoItIsIsClosed() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            RawClient client = SERVER.connect();
            clients.add(client);
            client.raw(
                    switch (i % 3) {
                        case 0 -> new byte[] {(byte) 0x81};
                        case 1 -> Frames.head(Frames.TEXT, 1000);
                        default -> Frames.part(Frames.TEXT, "{".getBytes(StandardCharsets.US_ASCII));
                    });
        }
        SERVER.neighboursAreWell();

        clients.forEach(client -> client.refused(ErrorCode.AUTH_TIMEOUT, CloseReason.POLICY_VIOLATION));
    }

    /// Fragments without end, and lengths that overflow whatever counts them, are refused by what they claim.
    @Test
    void messagesWithoutEndAreRefused() throws Exception {
        for (int i = 0; i < 10; i++) {
            RawClient huge = SERVER.join();
            huge.raw(Frames.head(Frames.BINARY, i % 2 == 0 ? Long.MAX_VALUE : 1L << 32));
            RawClient endless = SERVER.join();
            byte[] more = Frames.part(Frames.CONTINUATION, "x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
            tryRaw(endless, Frames.joined(Frames.part(Frames.TEXT, new byte[1]), Flood.of(more, 600)));
            SERVER.neighboursAreWell();
            endless.refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);
            huge.refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);
        }
    }

    /// Pings, pongs and empty frames as fast as the socket takes them, from clients who read no answer.
    @Test
    void aFloodOfControlFramesHarmsNobody() throws Exception {
        byte[] ping = Frames.ping(new byte[125]);
        byte[] pong = Frames.frame(Frames.PONG, new byte[0]);
        byte[] empty = Frames.part(Frames.CONTINUATION, new byte[0]);
        for (byte[] kind : List.of(ping, pong, empty)) {
            List<RawClient> flooders = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RawClient flooder = SERVER.connect(SERVER.dial().receiveBuffer(4096)).login(Who.anybody());
                flooder.stopReading();
                flooders.add(flooder);
            }
            byte[] flood = Frames.joined(Frames.part(Frames.TEXT, new byte[0]), Flood.of(kind, 5_000));
            List<Thread> threads =
                    flooders.stream().map(flooder -> Thread.ofVirtual().start(() -> tryRaw(flooder, flood))).toList();
            SERVER.neighboursAreWell();
            flooders.forEach(RawClient::resumeReading);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void textWhereBytesBelongIsRefused() throws Exception {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());

        pair.opener().text("\u0001\u0000\u0000\u0000\u0001hello");

        SERVER.neighboursAreWell();
        pair.opener().refused(ErrorCode.MALFORMED_MESSAGE, CloseReason.INVALID_PAYLOAD);
    }

    /// Channels that are opened and closed again without end, to somebody who answers none and to nobody at all.
    @Test
    void aFloodOfChannelsIsBounded() throws Exception {
        RawClient victim = SERVER.join();
        List<RawClient> flooders = List.of(SERVER.join(), SERVER.join(), SERVER.join());
        for (int round = 0; round < 200; round++) {
            for (RawClient flooder : flooders) {
                flooder.send(new ChannelOpen("o" + round, victim.identity(), victim.who().instance(), 0L));
                flooder.send(new ChannelOpen("n" + round, Who.anybody().key().identity(), "phone", 0L));
                flooder.send(new ChannelClose("c" + round, 1 + round, "why"));
            }
        }
        SERVER.neighboursAreWell();

        // it got its share of offers, and nobody has been ended for it
        Joined.of(SERVER.join(), SERVER.join()).works();
        flooders.forEach(RawClient::close);
    }

    /// All who were there come back at the same moment: everybody gets in.
    @Test
    void whenAllComeBackAtOnceNobodyIsLeftOut() throws Exception {
        List<Who> herd = IntStream.range(0, MANY).mapToObj(i -> Who.anybody()).toList();
        List<RawClient> before = simultaneously(MANY, i -> SERVER.join(herd.get(i)));
        before.forEach(RawClient::cut);

        List<RawClient> after = simultaneously(MANY, i -> SERVER.join(herd.get(i).session(before.get(i).token())));

        SERVER.neighboursAreWell();
        assertThat(after).allMatch(client -> client.hello().resumed());
        after.forEach(RawClient::isQuiet);
    }

    /// Wrong signatures from many at once: nobody gets in by one, and who has a right one gets in meanwhile.
    @Test
    void aFloodOfAuthenticationsHarmsNobody() throws Exception {
        Thread honest = Thread.ofVirtual().unstarted(() -> SERVER.join());
        honest.start();
        List<String> answers =
                simultaneously(
                        MANY,
                        i -> {
                            RawClient client = SERVER.connect();
                            var login = new Login(client, Who.anybody());
                            login.auth();
                            var challenge = login.challenge();
                            var other = new Login(client, Who.anybody());
                            client.send(other.response(AuthenticationTranscript.of(login.planned(), challenge)));
                            return client.nextText();
                        });
        SERVER.neighboursAreWell();
        honest.join();

        assertThat(answers).noneMatch(answer -> RawClient.CODEC.decodeServer(answer) instanceof AuthSuccess);
    }

    private static void tryRaw(RawClient client, byte[] bytes) {
        try {
            client.raw(bytes);
        } catch (UncheckedIOException ended) {
            // refused already
        }
    }
}
