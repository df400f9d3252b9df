package one.commserver.e2e;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.WireTime;

import java.time.Instant;

/// The steps of one authentication, so that one of them can go wrong.
final class Login {

    static final String AUDIENCE = "localhost:8080";

    private final RawClient client;
    private final Who who;
    private Auth auth;

    Login(RawClient client, Who who) {
        this.client = client;
        this.who = who;
        this.auth = authAt(Instant.now());
    }

    Auth authAt(Instant time) {
        return new Auth(
                "a",
                who.key().identity(),
                who.key().publicKey().besideIdentity().orElse(null),
                WireTime.format(time),
                AUDIENCE,
                who.instance(),
                who.kind(),
                who.lane(),
                who.session());
    }

    /// What [#auth()] sends.
    Auth planned() {
        return auth;
    }

    Auth auth() {
        client.send(auth);
        return auth;
    }

    /// Sends another `auth` than the usual one.
    void auth(Auth other) {
        auth = other;
        client.send(other);
    }

    Challenge challenge() {
        return client.message(Challenge.class);
    }

    void respond(Challenge challenge) {
        client.send(response(challenge));
    }

    /// Whatever comes next.
    ServerMessage answer() {
        return client.message(ServerMessage.class);
    }

    Response response(Challenge challenge) {
        return response(AuthenticationTranscript.of(auth, challenge));
    }

    Response response(Transcript transcript) {
        return new Response("r", transcript.sha256(), Bytes.of(who.key().sign(transcript.bytes())));
    }
}
