package one.commserver.bench.micro;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneCodec;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Messages of the ONE dialect in JSON, there and back.
@State(Scope.Thread)
public class OneCodecBenchmark {

    /// Bytes of an answer to a challenge.
    private static final int ANSWER = 104;

    /// What a client sends until it is connected.
    @Param({"register", "authentication_response", "communication_request"})
    public String message;

    private final OneCodec codec = OneCodec.shared();
    private OneClientMessage written;
    private String read;

    /// Makes the message.
    @Setup
    public void prepare() {
        written = message();
        read = codec.encode(written);
    }

    private OneClientMessage message() {
        return switch (message) {
            case "register" -> new OneClientMessage.Register(key());
            case "authentication_response" ->
                    new OneClientMessage.AuthenticationResponse(Bytes.of(Randomness.bytes(ANSWER)));
            case "communication_request" -> new CommunicationRequest(key(), key());
            default -> throw new IllegalStateException("no such message: " + message);
        };
    }

    private static BoxPublicKey key() {
        try (var pair = BoxKeyPair.generate()) {
            return pair.publicKey();
        }
    }

    /// As a client writes it.
    @Benchmark
    public String encode() {
        return codec.encode(written);
    }

    /// As the server reads it.
    @Benchmark
    public OneClientMessage decode() {
        return codec.decodeClient(read);
    }
}
