package one.commserver.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.crypto.agreement.RandomSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Two peers and what passes between them, through the hands of a test that plays the server.
final class Peers {

    static final List<AgreementSuite> BOTH = List.of(AgreementSuite.values());
    static final List<AgreementSuite> CLASSIC = List.of(AgreementSuite.X25519);
    static final long FEW_RECORDS = 4;

    private static final Pattern BODY = Pattern.compile("\"body\":\"([^\"]*)\"");

    final SigningKey initiatorKey;
    final SigningKey acceptorKey;
    LocalPeer initiator;
    LocalPeer acceptor;

    Peers(SignatureAlgorithm algorithm) {
        initiatorKey = SigningKey.generate(algorithm);
        acceptorKey = SigningKey.generate(algorithm);
        initiator = new LocalPeer(initiatorKey, "phone", BOTH, Set.of("deflate", "a"), 1000);
        acceptor = new LocalPeer(acceptorKey, "desk", BOTH, Set.of("deflate", "b"), 2000);
    }

    Peers() {
        this(SignatureAlgorithm.ED25519);
    }

    static Peers classic() {
        Peers peers = new Peers();
        peers.initiator = with(peers.initiator, CLASSIC);
        peers.acceptor = with(peers.acceptor, CLASSIC);
        return peers;
    }

    static LocalPeer with(LocalPeer peer, List<AgreementSuite> suites) {
        return new LocalPeer(peer.key(), peer.instance(), suites, peer.features(), peer.maxMessage());
    }

    static RemotePeer seen(LocalPeer peer) {
        return new RemotePeer(peer.key().identity(), peer.instance());
    }

    InitiatorHandshake initiating() {
        return new InitiatorHandshake(initiator, seen(acceptor), RandomSource.SECURE, FEW_RECORDS);
    }

    AcceptorHandshake accepting() {
        return new AcceptorHandshake(acceptor, seen(initiator), RandomSource.SECURE, FEW_RECORDS);
    }

    /// A handshake that nobody disturbs.
    Both shakeHands() {
        var initiating = initiating();
        var accepting = accepting();
        byte[] offer = initiating.offer();
        byte[] params = accepting.params(offer);
        InitiatorHandshake.Finished finished = initiating.params(params);
        Encryption accepted = accepting.confirmed(finished.confirm());
        return new Both(offer, params, finished.confirm(), finished.encryption(), accepted);
    }

    @SuppressWarnings("ArrayRecordComponent") // of a test
    record Both(byte[] offer, byte[] params, byte[] confirm, Encryption initiator, Encryption acceptor) {}

    static ByteBuffer message(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var head = new RecordHead(RecordHead.Kind.TEXT, false, false);
        return ByteBuffer.allocate(1 + bytes.length).put(head.encoded()).put(bytes).flip();
    }

    static ByteBuffer end() {
        return ByteBuffer.wrap(new byte[] {RecordHead.END.encoded()});
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static byte[] flipped(byte[] bytes, int bit) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        return changed;
    }

    static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The first share that stands in a message or body.
    static String share(String json) {
        var matcher = Pattern.compile("\"share\":\"([^\"]*)\"").matcher(json);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    /// What the acceptor's answer says.
    static String body(byte[] params) {
        var matcher = BODY.matcher(text(params));
        assertThat(matcher.find()).isTrue();
        return text(Bytes.fromBase64Url(matcher.group(1)).toByteArray());
    }

    /// The same answer with another body.
    static byte[] body(byte[] params, UnaryOperator<String> change) {
        String before = body(params);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        return utf8(text(params).replace(Bytes.of(utf8(before)).toBase64Url(), Bytes.of(utf8(after)).toBase64Url()));
    }
}
