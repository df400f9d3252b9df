package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import one.commserver.faults.ByteByByte;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Chapter 1 and RFC 6455: fragments, control frames and frames that break a rule.
class WebSocketRulesIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    private static final byte[] HEARTBEAT = "{\"type\":\"heartbeat\",\"ref\":\"é\"}".getBytes(UTF_8);
    private static final byte[] NOTHING = {};

    @Test
    void fragmentsOfATextAreJoinedWithPingsBetween() {
        RawClient client = SERVER.join();

        client.raw(Frames.part(Frames.TEXT, NOTHING));
        for (byte b : HEARTBEAT) {
            client.raw(Frames.part(Frames.CONTINUATION, new byte[] {b}));
        }
        client.raw(Frames.ping(new byte[] {1, 2}));
        assertThat(client.next()).isInstanceOfSatisfying(Received.Pong.class, p -> assertThat(p.payload()).hasSize(2));
        client.raw(Frames.frame(Frames.CONTINUATION, NOTHING));

        assertThat(client.message(HeartbeatAck.class).ref()).isEqualTo("é");
    }

    @Test
    void fragmentsOfABinaryFrameAreJoined() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        byte[] payload = new byte[70_000];
        Arrays.fill(payload, (byte) 9);
        byte[] frame = Frames.data(pair.here(), payload);

        pair.opener().raw(Frames.part(Frames.BINARY, Arrays.copyOf(frame, 3)));
        pair.opener().raw(Frames.part(Frames.CONTINUATION, Arrays.copyOfRange(frame, 3, 6)));
        pair.opener().raw(Frames.ping(NOTHING));
        pair.opener().raw(Frames.frame(Frames.CONTINUATION, Arrays.copyOfRange(frame, 6, frame.length)));

        assertThat(pair.acceptor().data(pair.there())).isEqualTo(payload);
        assertThat(pair.opener().next()).isInstanceOf(Received.Pong.class);
    }

    @Test
    void whatComesByteByByteIsUnderstood() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        ByteByByte.send(Frames.text(RawClient.CODEC.encode(login.planned())), client::raw);
        ByteByByte.send(Frames.text(RawClient.CODEC.encode(login.response(login.challenge()))), client::raw);
        client.message(AuthSuccess.class);
        ByteByByte.send(Frames.frame(Frames.TEXT, HEARTBEAT), client::raw);

        assertThat(client.message(HeartbeatAck.class).ref()).isEqualTo("é");
    }

    @Test
    void aFrameThatIsUnderWayWhenTheClientComesInIsNotTornApart() {
        RawClient client = SERVER.connect();
        byte[] ping = Frames.ping(new byte[] {1, 2, 3, 4, 5, 6, 7});
        var login = new Login(client, Who.anybody());
        login.auth();
        byte[] response = Frames.text(RawClient.CODEC.encode(login.response(login.challenge())));

        client.raw(Frames.joined(response, Arrays.copyOf(ping, 8)));
        client.message(AuthSuccess.class);
        client.raw(Arrays.copyOfRange(ping, 8, ping.length));

        assertThat(client.next()).isInstanceOf(Received.Pong.class);
        client.isQuiet();
    }

    @Test
    void aMessageThatIsUnderWayWhenTheClientComesInIsNotTornApart() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        login.auth();
        byte[] response = Frames.text(RawClient.CODEC.encode(login.response(login.challenge())));

        client.raw(Frames.joined(response, Frames.part(Frames.TEXT, Arrays.copyOf(HEARTBEAT, 5))));
        client.message(AuthSuccess.class);
        client.raw(Frames.frame(Frames.CONTINUATION, Arrays.copyOfRange(HEARTBEAT, 5, HEARTBEAT.length)));

        client.message(HeartbeatAck.class);
        // and now the larger sizes hold
        client.text("{\"type\":\"heartbeat\",\"pad\":\"" + "x".repeat(100_000) + "\"}");
        client.message(HeartbeatAck.class);
    }

    @Test
    void pingsAreAnsweredWithTheirPayload() {
        RawClient client = SERVER.join();
        byte[] longest = new byte[125];
        Arrays.fill(longest, (byte) 3);

        client.raw(Frames.ping(longest));
        client.raw(Frames.frame(Frames.PONG, longest));

        assertThat(client.next())
                .isInstanceOfSatisfying(Received.Pong.class, p -> assertThat(p.payload()).isEqualTo(longest));
        client.isQuiet();
    }

    private static List<byte[]> brokenFrames() {
        byte[] tooLong = new byte[126];
        return List.of(
                Frames.frame(0x81, HEARTBEAT, false),
                Frames.frame(0xc1, HEARTBEAT, true),
                Frames.frame(0xa1, HEARTBEAT, true),
                Frames.frame(0x91, HEARTBEAT, true),
                Frames.frame(0xc2, new byte[9], true),
                Frames.frame(0x83, HEARTBEAT, true),
                Frames.frame(0x87, NOTHING, true),
                Frames.frame(0x8b, NOTHING, true),
                Frames.frame(0x8f, NOTHING, true),
                Frames.frame(Frames.CONTINUATION, HEARTBEAT),
                Frames.joined(Frames.part(Frames.TEXT, NOTHING), Frames.frame(Frames.TEXT, HEARTBEAT)),
                Frames.joined(Frames.part(Frames.BINARY, NOTHING), Frames.part(Frames.TEXT, HEARTBEAT)),
                Frames.part(Frames.PING, NOTHING),
                Frames.part(Frames.CLOSE, NOTHING),
                Frames.frame(Frames.PING, tooLong),
                Frames.frame(Frames.PONG, tooLong),
                Frames.frame(Frames.CLOSE, tooLong),
                Frames.close(1005, ""),
                Frames.close(999, "x"));
    }

    @Test
    void aFrameThatBreaksTheRulesIsRefused() {
        areRefused(brokenFrames().stream().map(frame -> SERVER.join()).toList());
    }

    @Test
    void aStrangersFrameThatBreaksTheRulesIsRefused() {
        areRefused(brokenFrames().stream().map(frame -> SERVER.connect()).toList());
    }

    private static void areRefused(List<RawClient> clients) {
        List<byte[]> frames = brokenFrames();
        for (int i = 0; i < frames.size(); i++) {
            clients.get(i).raw(frames.get(i));
        }
        assertThat(clients)
                .allSatisfy(client -> client.refused(ErrorCode.WEBSOCKET_VIOLATION, CloseReason.PROTOCOL_ERROR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "c3", "c0af", "eda080", "f4908080", "e282", "ff", "7bfe7d"})
    void textThatIsNotUtf8IsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        RawClient client = SERVER.join();
        RawClient stranger = SERVER.connect();

        client.raw(Frames.frame(Frames.TEXT, bytes));
        stranger.raw(Frames.frame(Frames.TEXT, bytes));

        client.refused(ErrorCode.INVALID_UTF8, CloseReason.INVALID_PAYLOAD);
        stranger.refused(ErrorCode.INVALID_UTF8, CloseReason.INVALID_PAYLOAD);
    }

    @Test
    void nothingIsHeardBehindAViolation() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        byte[] good = Frames.binary(Frames.data(pair.here(), new byte[] {1}));

        pair.opener().raw(Frames.joined(good, Frames.binary(new byte[1]), good));

        Received next = pair.acceptor().next();
        if (next instanceof Received.Binary frame) {
            // what came before may have left before the break, or be sent again behind it
            assertThat(frame.payload()).containsExactly(1);
            next = pair.acceptor().next();
        }
        assertThat(next)
                .isInstanceOfSatisfying(
                        Received.Text.class, text -> assertThat(text.json()).contains("channel_interrupted"));
        pair.opener().refused(ErrorCode.INVALID_FRAME, CloseReason.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4999})
    void aCloseIsAnswered(int code) {
        RawClient client = SERVER.join();

        client.raw(Frames.close(code, "bye"));

        assertThat(client.next()).isEqualTo(new Received.Close(code, "bye"));
        assertThat(client.next()).isInstanceOf(Received.Ended.class);
    }
}
