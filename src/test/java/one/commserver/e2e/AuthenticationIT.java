package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.WireTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.time.Duration;
import java.time.Instant;

/// Chapter 3: who gets in, and everybody who doesn't.
@ExtendWith(OutputCaptureExtension.class)
@Isolated("it reads what all print")
class AuthenticationIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    @ParameterizedTest
    @EnumSource
    void eachAlgorithmLeadsIn(SignatureAlgorithm algorithm) {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody(algorithm));

        login.auth();
        Challenge challenge = login.challenge();
        assertThat(challenge.ref()).isEqualTo("a");
        assertThat(challenge.algorithm()).isEqualTo(algorithm);
        assertThat(challenge.audience()).isEqualTo(Login.AUDIENCE);
        assertThat(WireTime.parse(challenge.expires())).isAfter(Instant.now());
        login.respond(challenge);

        AuthSuccess success = client.message(AuthSuccess.class);
        assertThat(success.ref()).isEqualTo("r");
        assertThat(success.resumed()).isFalse();
        assertThat(success.channels()).isEmpty();
        assertThat(success.heartbeatMs()).isEqualTo(30_000);
        assertThat(success.limits().textMessage()).isEqualTo(512 * 1024);
        assertThat(success.limits().binaryFrame()).isEqualTo(1024 * 1024);
        client.isQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeysSignatureDoesNotHold(SignatureAlgorithm algorithm) {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody(algorithm));
        Transcript transcript = AuthenticationTranscript.of(login.auth(), login.challenge());

        byte[] signature = SigningKey.generate(algorithm).sign(transcript.bytes());
        client.send(new Response("r", transcript.sha256(), Bytes.of(signature)));

        assertThat(client.refused(ErrorCode.AUTH_SIGNATURE, CloseReason.POLICY_VIOLATION).ref()).isEqualTo("r");
    }

    @Test
    void aSignatureForAnotherPurposeDoesNotHold() {
        RawClient client = SERVER.connect();
        Who who = Who.anybody();
        var login = new Login(client, who);
        Auth auth = login.auth();
        Challenge challenge = login.challenge();
        Transcript right = AuthenticationTranscript.of(auth, challenge);

        byte[] other = labelled("commserver/1 pairing", auth, challenge).bytes();
        client.send(new Response("r", right.sha256(), Bytes.of(who.key().sign(other))));

        client.refused(ErrorCode.AUTH_SIGNATURE, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void theProofOfAnotherTranscriptIsRefused() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        Auth auth = login.auth();

        client.send(login.response(labelled("commserver/2 authentication", auth, login.challenge())));

        client.refused(ErrorCode.AUTH_PROOF, CloseReason.POLICY_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 65, 3309, 4096})
    void aSignatureOfAnotherLengthDoesNotHold(int length) {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        login.auth();

        Response right = login.response(login.challenge());
        client.send(new Response("r", right.proof(), Bytes.of(new byte[length])));

        client.refused(ErrorCode.AUTH_SIGNATURE, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void anAnswerIsWorthNothingOnAnotherConnection() {
        Who who = Who.anybody();
        RawClient first = SERVER.connect();
        var login = new Login(first, who);
        Auth auth = login.auth();
        Response answer = login.response(login.challenge());
        RawClient second = SERVER.connect();
        new Login(second, who).auth(auth);
        second.message(Challenge.class);

        second.send(answer);

        second.refused(ErrorCode.AUTH_PROOF, CloseReason.POLICY_VIOLATION);
        first.send(answer);
        first.message(AuthSuccess.class);
    }

    @Test
    void anAnswerIsWorthNothingASecondTime() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        login.auth();
        Response answer = login.response(login.challenge());
        client.send(answer);
        client.message(AuthSuccess.class);

        client.send(answer);

        client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void nothingMayComeWhileTheAnswerIsChecked() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        login.auth();
        byte[] answer = Frames.text(RawClient.CODEC.encode(login.response(login.challenge())));

        client.raw(Frames.joined(answer, answer));

        client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void aResponseNeedsAChallenge() {
        RawClient client = SERVER.connect();

        client.send(new Response("r", Bytes.of(new byte[32]), Bytes.of(new byte[64])));

        assertThat(client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR).ref()).isEqualTo("r");
    }

    @Test
    void oneAuthIsEnough() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        login.auth();
        login.challenge();

        login.auth();

        client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void otherMessagesHaveNoPlaceBeforeAndAuthNoneAfterwards() {
        RawClient before = SERVER.connect();
        before.send(new Heartbeat("h", null, null, null));
        assertThat(before.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR).ref()).isEqualTo("h");

        RawClient after = SERVER.join();
        new Login(after, after.who()).auth();
        assertThat(after.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR).ref()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.example",
                "LOCALHOST:8080",
                "localhost.",
                "localhost:x",
                "localhost:8080:1",
                "127.0.0.2",
                "[::2]:80",
                "localhost@relay.example",
                "relay.example/localhost:8080",
                "*"
            })
    void aForeignAudienceIsRefused(String audience) {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());
        String auth = RawClient.CODEC.encode(login.authAt(Instant.now()));

        client.text(auth.replace(Login.AUDIENCE, audience));

        client.refused(ErrorCode.AUTH_AUDIENCE, CloseReason.POLICY_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // y = 0 and y = 1: small order
                "ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "ed25519:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                // y = p + 3: a second spelling of 3
                "ed25519:8P_______________________________________38",
                // no point at all
                "ed25519:AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                // too short, padded, unused bits set, another alphabet
                "ed25519:AAAA",
                "ed25519:mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn02g=",
                "ed25519:mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn02h",
                "ed25519:mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn/2g",
                "ED25519:mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn02g",
                "rsa:mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn02g",
                "mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn02g",
                "",
                // 04 and two numbers that are on no curve
                "ecdsa-p256:BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                // a digest whose key is missing
                "ml-dsa-65:mj3Ve39ICAOGgdgHTxztNpmScEjuYeUbH9d310Jn02g"
            })
    void whatIsNoIdentityIsRefused(String identity) {
        RawClient client = SERVER.connect();
        Who who = Who.anybody();
        String auth = RawClient.CODEC.encode(new Login(client, who).authAt(Instant.now()));

        client.text(auth.replace(who.key().identity().wire(), identity));

        client.refused(ErrorCode.AUTH_IDENTITY, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void aKeyThatIsNotTheIdentitysIsRefused() {
        RawClient client = SERVER.connect();
        Auth mine = new Login(client, Who.anybody(SignatureAlgorithm.ML_DSA_65)).authAt(Instant.now());
        Auth other = new Login(client, Who.anybody(SignatureAlgorithm.ML_DSA_65)).authAt(Instant.now());

        client.text(RawClient.CODEC.encode(mine).replace(mine.identity().wire(), other.identity().wire()));

        client.refused(ErrorCode.AUTH_IDENTITY, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void aWrongClockIsCorrectedOnce() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());

        login.auth(login.authAt(Instant.now().minus(Duration.ofMinutes(6))));
        ErrorMessage error = client.error(ErrorCode.AUTH_CLOCK);
        Instant serverTime = WireTime.parse(error.serverTime());
        login.auth(login.authAt(serverTime));
        login.respond(login.challenge());

        client.message(AuthSuccess.class);
    }

    @Test
    void aClockThatIsWrongTwiceCloses() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());

        login.auth(login.authAt(Instant.now().plus(Duration.ofMinutes(6))));
        client.error(ErrorCode.AUTH_CLOCK);
        login.auth(login.authAt(Instant.now().plus(Duration.ofDays(4000))));

        ErrorMessage error = client.refused(ErrorCode.AUTH_EXPIRED, CloseReason.POLICY_VIOLATION);
        assertThat(error.serverTime()).isNotNull();
    }

    @Test
    void aClockThatIsALittleOffIsFine() {
        RawClient client = SERVER.connect();
        var login = new Login(client, Who.anybody());

        login.auth(login.authAt(Instant.now().minus(Duration.ofSeconds(280))));
        login.respond(login.challenge());

        client.message(AuthSuccess.class);
    }

    private static Transcript labelled(String label, Auth auth, Challenge challenge) {
        return Transcript.labelled(label)
                .add(auth.audience())
                .add(challenge.nonce().toBase64Url())
                .add(auth.identity().wire())
                .add(auth.timestamp())
                .add(auth.instance())
                .add(auth.kind().wireName())
                .add(auth.lane())
                .add(auth.session());
    }

    /// Its close meets the server while it checks the signature and decides the slot.
    @Test
    void whoClosesWhileBeingLetInIsNoErrorOfTheServers(CapturedOutput output) {
        for (int i = 0; i < 20; i++) {
            RawClient client = SERVER.connect();
            var login = new Login(client, Who.anybody());
            login.auth();
            byte[] response = Frames.text(RawClient.CODEC.encode(login.response(login.challenge())));

            client.raw(Frames.joined(response, Frames.close(1000, "")));

            Received next = client.next();
            while (!(next instanceof Received.Ended)) {
                next = client.next();
            }
        }

        assertThat(output.getOut()).doesNotContain("failed in the server");
    }
}
