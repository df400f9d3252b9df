package one.commserver.bench.micro;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage;
import one.commserver.protocol.Message;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.WireTime;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.time.Instant;

/// Native messages in JSON, there and back.
@State(Scope.Thread)
public class MessageCodecBenchmark {

    private static final long WINDOW = 262_144;

    /// The ones that come most often.
    @Param({"auth", "response", "channel_open", "heartbeat"})
    public String message;

    private final MessageCodec codec = MessageCodec.shared();
    private Message written;
    private String read;

    /// Makes the message.
    @Setup
    public void prepare() {
        written = message();
        read = codec.encode(written);
    }

    private ClientMessage message() {
        try (var key = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            Identity identity = key.identity();
            return switch (message) {
                case "auth" ->
                        new AuthenticationMessage.Auth(
                                null,
                                identity,
                                null,
                                WireTime.format(Instant.EPOCH),
                                "relay.example:8443",
                                "phone",
                                ConnectionKind.CONTROL,
                                null,
                                null);
                case "response" ->
                        new AuthenticationMessage.Response(
                                null, Bytes.of(Randomness.bytes(32)), Bytes.of(Randomness.bytes(64)));
                case "channel_open" -> new ChannelMessage.ChannelOpen("17", identity, "phone", WINDOW);
                case "heartbeat" -> new ConnectionMessage.Heartbeat(null, 42L, 1L, 0L);
                default -> throw new IllegalStateException("no such message: " + message);
            };
        }
    }

    /// As a client writes it.
    @Benchmark
    public String encode() {
        return codec.encode(written);
    }

    /// As the server reads it.
    @Benchmark
    public ClientMessage decode() {
        return codec.decodeClient(read);
    }
}
