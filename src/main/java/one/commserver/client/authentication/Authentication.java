package one.commserver.client.authentication;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MalformedMessageException;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.WireTime;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

import java.util.function.Consumer;

/// Challenge and response on one connection, from `auth` to `auth_success`. Belongs to the connection's thread; only
/// the signature is made elsewhere.
///
/// Spec: chapter 3.
public final class Authentication {

    private final Connection connection;
    private final MessageCodec codec;
    private final SigningKey key;
    private final ServerMemory memory;
    private final Place place;
    private final Consumer<AuthSuccess> afterwards;
    private @Nullable MonoSink<AuthSuccess> sink;
    private @Nullable Auth asked;
    private @Nullable ErrorMessage lastError;
    private boolean clockCorrected;
    private boolean answered;
    private boolean over;

    /// @param memory gives the session to go on with, and keeps the new one
    /// @param afterwards called when whoever waits has taken the outcome, and still before anything else is read
    public Authentication(
            Connection connection,
            MessageCodec codec,
            SigningKey key,
            ServerMemory memory,
            Place place,
            Consumer<AuthSuccess> afterwards) {
        this.connection = connection;
        this.codec = codec;
        this.key = key;
        this.memory = memory;
        this.place = place;
        this.afterwards = afterwards;
    }

    /// Authenticates, once. Subscribed on the connection's thread; what it returns is signalled there, before anything
    /// else is read. Fails with an [AuthenticationException].
    public Mono<AuthSuccess> run() {
        return Mono.create(newSink -> {
            sink = newSink;
            connection.receive(this::event);
            connection.ended().subscribe(this::ended);
            connection.label(ConnectionLabels.ofDialect("native"));
            connection.become(ConnectionState.AUTHENTICATING);
            ask();
        });
    }

    private void ask() {
        asked =
                new Auth(
                        null,
                        key.identity(),
                        key.publicKey().besideIdentity().orElse(null),
                        WireTime.format(memory.now()),
                        place.audience(),
                        place.instance(),
                        place.kind(),
                        place.lane().isEmpty() ? null : place.lane(),
                        memory.token(place));
        answered = false;
        connection.send(codec.encode(asked));
    }

    private void event(ConnectionEvent event) {
        // whoever waited may have given up: then the connection closes, and what still comes is too late
        if (over || connection.state() != ConnectionState.AUTHENTICATING) {
            return;
        }
        switch (event) {
            case ConnectionEvent.Text(String text, int _) -> text(text);
            case ConnectionEvent.Binary binary -> violated("a binary frame before authentication");
            case ConnectionEvent.Violation(ErrorCode code) -> violated(code.text());
            case ConnectionEvent.Closing closing -> {}
            case ConnectionEvent.Ping ping -> {}
            case ConnectionEvent.Pong pong -> {}
        }
    }

    private void text(String text) {
        ServerMessage message;
        try {
            message = codec.decodeServer(text);
        } catch (MalformedMessageException malformed) {
            if (malformed.code() != ErrorCode.UNKNOWN_TYPE) {
                violated(malformed.sentence());
            }
            return;
        }
        switch (message) {
            case Challenge challenge -> challenged(challenge);
            case AuthSuccess success -> succeeded(success);
            case ErrorMessage error -> error(error);
            default -> violated("a message that has no place before authentication");
        }
    }

    private void challenged(Challenge challenge) {
        Auth auth = asked;
        Identity me = key.identity();
        if (auth == null || answered) {
            violated("a second challenge");
        } else if (challenge.algorithm() != me.algorithm()) {
            stop("the challenge names another algorithm than the identity's");
        } else if (!challenge.audience().equals(place.audience())) {
            stop("the challenge names another audience than the one dialled");
        } else {
            answered = true;
            Transcript transcript = AuthenticationTranscript.of(auth, challenge);
            Mono.fromCallable(() -> key.sign(transcript.bytes()))
                    // tens of microseconds to milliseconds, and for some algorithms randomness: not for an event loop
                    .subscribeOn(Schedulers.boundedElastic())
                    .subscribe(
                            signature -> connection.execute(() -> answer(transcript, signature)),
                            failure -> connection.execute(() -> fail(failure, CloseReason.NORMAL)));
        }
    }

    private void answer(Transcript transcript, byte[] signature) {
        if (!over) {
            connection.send(codec.encode(new Response(null, transcript.sha256(), Bytes.of(signature))));
        }
    }

    private void succeeded(AuthSuccess success) {
        MonoSink<AuthSuccess> waiting = sink;
        if (!answered || waiting == null) {
            violated("auth_success without a response");
            return;
        }
        over = true;
        memory.keep(place, success.session());
        connection.label(new ConnectionLabels("native", place.kind(), key.identity(), place.instance()));
        connection.become(ConnectionState.AUTHENTICATED);
        waiting.success(success);
        afterwards.accept(success);
    }

    private void error(ErrorMessage error) {
        lastError = error;
        boolean wrongClock = error.code().equals(ErrorCode.AUTH_CLOCK.wireName());
        if (wrongClock && !clockCorrected && error.serverTime() != null) {
            clockCorrected = true;
            memory.correct(WireTime.parse(error.serverTime()));
            ask();
        } else if (!error.code().equals(ErrorCode.RATE_LIMITED.wireName())) {
            fail(new AuthenticationException(error), CloseReason.NORMAL);
        }
    }

    private void ended(ConnectionEnd end) {
        CloseStatus status = end.status();
        String what = "closed during authentication: " + status.code() + " " + status.text();
        fail(
                lastError == null
                        ? new AuthenticationException(what, status.reconnect())
                        : new AuthenticationException(lastError),
                CloseReason.NORMAL);
    }

    private void violated(String what) {
        fail(
                new AuthenticationException("the server broke the protocol: " + what, CloseReason.Reconnect.NO),
                CloseReason.PROTOCOL_ERROR);
    }

    private void stop(String what) {
        fail(new AuthenticationException(what, CloseReason.Reconnect.NO), CloseReason.POLICY_VIOLATION);
    }

    private void fail(Throwable failure, CloseReason reason) {
        if (!over) {
            over = true;
            connection.close(reason);
            if (sink != null) {
                sink.error(failure);
            }
        }
    }
}
