package one.commserver.client.peer;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.encryption.AcceptorHandshake;
import one.commserver.client.encryption.Encryption;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.LocalPeer;
import one.commserver.client.encryption.RecordHead;
import one.commserver.client.encryption.RecordHead.Kind;
import one.commserver.client.encryption.RemotePeer;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.agreement.AgreementSuite;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a peer connection meets that doesn't come from another one: records and frames of a test's own making.
class HostilePeerIT extends PeerFixture {

    @Test
    void anInjectedFrameInTheHandshakeEndsIt() {
        accepted.send(Mono.just(utf8("{\"type\":\"encrypt_params\"}"))).subscribe();

        assertFails(PeerConnection.initiate(opened, phoneKey, phoneSettings), Reason.MALFORMED);
    }

    @Test
    void anInjectedRecordEndsTheConnection() {
        Raw raw = raw(phoneSettings);

        accepted.send(Flux.just(raw.seal(new byte[] {2, 7}), ByteBuffer.allocate(100))).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectNext(ByteBuffer.wrap(new byte[] {7}))
                .expectErrorMatches(failure -> isReason(failure, Reason.RECORD))
                .verify(SOON);
        assertThat(get(accepted.closed()).reason()).isEqualTo("encryption_failed");
    }

    @Test
    void aRepeatedRecordEndsTheConnection() {
        Raw raw = raw(phoneSettings);
        ByteBuffer record = raw.seal(new byte[] {2, 7});

        accepted.send(Flux.just(record, record)).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectNextCount(1)
                .expectErrorMatches(failure -> isReason(failure, Reason.RECORD))
                .verify(SOON);
    }

    @Test
    void aChannelThatIsClosedWithoutAnEndWasCut() {
        Raw raw = raw(phoneSettings);

        accepted.send(Mono.just(raw.seal(new byte[] {2, 7}))).then(accepted.close()).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectNextCount(1)
                .expectErrorMatches(failure -> isReason(failure, Reason.TRUNCATED))
                .verify(SOON);
        assertThat(raw.phone.state()).isEqualTo(ConnectionState.FAILED);
        assertFails(raw.phone.send(Mono.just(ByteBuffer.allocate(1))), Reason.CLOSED);
    }

    @Test
    void anEndWithinAMessageIsNoEnd() {
        Raw raw = raw(phoneSettings);
        byte part = new RecordHead(Kind.BINARY, false, true).encoded();

        accepted.send(Flux.just(raw.seal(new byte[] {part, 1}), raw.seal(new byte[] {RecordHead.END.encoded()})))
                .subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.MALFORMED))
                .verify(SOON);
    }

    @Test
    void nothingIsHeardBehindABrokenRule() {
        Raw raw = raw(phoneSettings);
        byte part = new RecordHead(Kind.BINARY, false, true).encoded();

        accepted.send(
                        Flux.just(
                                raw.seal(new byte[] {part, 1}),
                                raw.seal(new byte[] {part}),
                                raw.seal(new byte[] {2, 7})))
                .subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.MALFORMED))
                .verify(SOON);
    }

    @Test
    void aDeflatedMessageThatNobodyAskedForIsRefused() {
        Raw raw = raw(phoneSettings);
        byte head = new RecordHead(Kind.BINARY, true, false).encoded();

        accepted.send(Mono.just(raw.seal(new byte[] {head, 3, 0}))).subscribe();

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.MALFORMED))
                .verify(SOON);
    }

    @Test
    void aSilentPeerIsDead() {
        Raw raw = raw(phoneSettings.timing(SOON, SHORT, SHORT));

        StepVerifier.create(raw.phone.receive())
                .expectErrorMatches(failure -> isReason(failure, Reason.TIMED_OUT))
                .verify(SOON);
    }

    /// An acceptor that has the right key and does what a test says.
    private record Raw(PeerConnection phone, Encryption encryption) {
        ByteBuffer seal(byte[] plaintext) {
            return encryption.sealer().seal(ByteBuffer.wrap(plaintext));
        }
    }

    private Raw raw(PeerSettings settings) {
        var local = new LocalPeer(deskKey, "desk", List.of(AgreementSuite.X25519), Set.of(), 1000);
        var handshake = new AcceptorHandshake(local, new RemotePeer(phoneKey.identity(), "phone"));
        Mono<Encryption> accepting =
                accepted.receive()
                        .next()
                        .flatMap(offer -> accepted.send(Mono.just(ByteBuffer.wrap(handshake.params(bytes(offer))))))
                        .then(accepted.receive().next())
                        .map(confirm -> handshake.confirmed(bytes(confirm)));
        var both = Mono.zip(PeerConnection.initiate(opened, phoneKey, settings), accepting).block(SOON);
        return new Raw(Objects.requireNonNull(both).getT1(), both.getT2());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
