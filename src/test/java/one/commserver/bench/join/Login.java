package one.commserver.bench.join;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Target;
import one.commserver.client.dial.Dialer;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.WireTime;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// Authenticates one socket as any client does: challenge, signature, success.
public final class Login implements RawWebSocket.Listener {

    static final MessageCodec CODEC = MessageCodec.shared();

    private final SigningKey key;
    private final Auth auth;
    private final CompletableFuture<LoggedIn> outcome = new CompletableFuture<>();
    private RawWebSocket socket;

    /// An authenticated socket, which has no listener yet.
    ///
    /// @param success the server's answer
    public record LoggedIn(RawWebSocket socket, SigningKey key, AuthSuccess success) {}

    private Login(Target target, SigningKey key, String instance) {
        this.key = key;
        this.auth = hello(target, key.identity(), instance);
    }

    /// What a client says first.
    ///
    /// @param instance names the slot
    public static Auth hello(Target target, Identity identity, String instance) {
        return new Auth(
                null,
                identity,
                null,
                WireTime.format(Instant.now()),
                target.audience(),
                instance,
                ConnectionKind.DATA,
                null,
                null);
    }

    /// Dials, and authenticates with that key.
    ///
    /// @param instance names the slot
    public static CompletableFuture<LoggedIn> dial(
            EventLoop loop, InetSocketAddress server, SigningKey key, String instance) {
        return dial(loop, Target.of(server), key, instance);
    }

    /// Dials in a certain way, and authenticates with that key.
    ///
    /// @param instance names the slot
    public static CompletableFuture<LoggedIn> dial(EventLoop loop, Target target, SigningKey key, String instance) {
        var login = new Login(target, key, instance);
        RawWebSocket.dial(loop, target, "/", Dialer.SUBPROTOCOL, login);
        return login.outcome;
    }

    @Override
    public void opened(RawWebSocket opened) {
        socket = opened;
        tell(auth);
    }

    @Override
    public void text(String text) {
        switch (CODEC.decodeServer(text)) {
            case Challenge challenge -> {
                Transcript transcript = AuthenticationTranscript.of(auth, challenge);
                tell(new Response(null, transcript.sha256(), Bytes.of(key.sign(transcript.bytes()))));
            }
            case AuthSuccess success -> outcome.complete(new LoggedIn(socket, key, success));
            default -> throw new IllegalStateException("no login: " + text);
        }
    }

    @Override
    public void ended(Throwable reason) {
        outcome.completeExceptionally(reason);
    }

    private void tell(ClientMessage message) {
        socket.sendText(CODEC.encode(message));
    }
}
