package one.commserver.bench.strain;

import one.commserver.bench.join.Login;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Target;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.MessageCodec;

import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Answers the challenge with a signature of something else, which the server has to check to see that.
final class WrongSignature implements Intruders.Deed {

    private static final MessageCodec CODEC = MessageCodec.shared();

    private final Auth auth;
    private final Bytes signature;
    private final Consumer<Throwable> failure;

    private WrongSignature(Auth auth, Bytes signature, Consumer<Throwable> failure) {
        this.auth = auth;
        this.signature = signature;
        this.failure = failure;
    }

    /// All by one identity.
    ///
    /// @param failure hears of it if one of them gets in
    static IntFunction<Intruders.Deed> by(Target target, Consumer<Throwable> failure) {
        SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
        Identity identity = key.identity();
        Bytes signature = Bytes.of(key.sign(new byte[1]));
        return number -> new WrongSignature(Login.hello(target, identity, "intruder-" + number), signature, failure);
    }

    @Override
    public void opened(RawWebSocket socket) {
        socket.sendText(CODEC.encode(auth));
    }

    @Override
    public void text(RawWebSocket socket, String text) {
        switch (CODEC.decodeServer(text)) {
            case Challenge challenge -> {
                Bytes asked = AuthenticationTranscript.of(auth, challenge).sha256();
                socket.sendText(CODEC.encode(new Response(null, asked, signature)));
            }
            case AuthSuccess _ -> failure.accept(new IllegalStateException("a wrong signature was good"));
            default -> {
                // refused
            }
        }
    }
}
