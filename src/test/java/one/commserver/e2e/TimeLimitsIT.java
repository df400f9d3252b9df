package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.WireTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// Chapters 1 and 3: nobody may take for ever to come in.
class TimeLimitsIT {

    @RegisterExtension static final Server SERVER = Servers.IMPATIENT;

    @Test
    void whoSaysNothingIsClosed() {
        SERVER.connect().refused(ErrorCode.AUTH_TIMEOUT, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void halfAFirstFrameIsNone() {
        RawClient client = SERVER.connect();

        client.raw(Frames.part(Frames.TEXT, "{\"type\":".getBytes(StandardCharsets.US_ASCII)));
        client.raw(new byte[] {(byte) 0x80});

        client.refused(ErrorCode.AUTH_TIMEOUT, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void pingsBuyNoTime() {
        RawClient client = SERVER.connect();

        client.raw(Frames.ping(new byte[1]));
        client.next();

        client.refused(ErrorCode.AUTH_TIMEOUT, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void whoDoesNotAnswerTheChallengeIsClosed() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        login.auth();
        login.challenge();

        client.refused(ErrorCode.AUTH_TIMEOUT, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void aLateAnswerIsRefused() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        login.auth();
        Challenge challenge = login.challenge();
        Duration left = Duration.between(Instant.now(), WireTime.parse(challenge.expires()));
        assertThat(client.within(left.plusMillis(50))).isNull();

        login.respond(challenge);

        client.refused(ErrorCode.AUTH_EXPIRED, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void whoIsInMayBeSilent() {
        RawClient client = SERVER.join();

        assertThat(client.within(Duration.ofMillis(12_300))).isNull();

        client.isQuiet();
    }

    @Test
    void whatComesBehindTheRequestBeforeItsAnswerDoesNoHarm() {
        var dial = SERVER.dial();
        try (var socket = new RawSocket(dial)) {
            byte[] early = Frames.text("{\"type\":\"heartbeat\"}");

            socket.write(Frames.joined(dial.upgrade("13").getBytes(StandardCharsets.US_ASCII), early));

            assertThat(socket.answer().status()).isIn(101, 400);
            isEnded(new RawClient(socket));
        }
    }

    private static void isEnded(RawClient client) {
        Received next = client.next();
        while (!(next instanceof Received.Ended)) {
            next = client.next();
        }
    }
}
