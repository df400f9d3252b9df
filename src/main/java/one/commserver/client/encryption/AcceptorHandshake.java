package one.commserver.client.encryption;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.HandshakeMessage.Body;
import one.commserver.client.encryption.HandshakeMessage.Confirm;
import one.commserver.client.encryption.HandshakeMessage.Offer;
import one.commserver.client.encryption.HandshakeMessage.OfferedSuite;
import one.commserver.client.encryption.HandshakeMessage.Params;
import one.commserver.client.encryption.KeySchedule.Role;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.Transcript;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.crypto.agreement.InvalidKeyShareException;
import one.commserver.crypto.agreement.RandomSource;

import org.jspecify.annotations.Nullable;

/// The handshake of the end that has accepted the channel: [#params], then [#confirmed].
///
/// Spec: chapter 8, end to end.
public final class AcceptorHandshake extends Handshake {

    private @Nullable Pending pending;

    public AcceptorHandshake(LocalPeer local, RemotePeer remote) {
        this(local, remote, RandomSource.SECURE, Records.RECORDS_PER_KEY);
    }

    AcceptorHandshake(LocalPeer local, RemotePeer remote, RandomSource random, long recordsPerKey) {
        super(Role.ACCEPTOR, local, remote, random, recordsPerKey);
    }

    /// Answers the offer. Nobody has proven anything yet: this end must not send records.
    ///
    /// @throws EncryptionException if anything about the offer isn't as it must be
    public byte[] params(byte[] offer) {
        return step(0, () -> answer(offer.clone()));
    }

    /// Takes the initiator's last message, which proves the initiator. After it this end may send records.
    ///
    /// @return belongs to the caller, who closes it
    /// @throws EncryptionException if anything about it isn't as it must be
    public Encryption confirmed(byte[] confirm) {
        return step(1, () -> finish(confirm));
    }

    private byte[] answer(byte[] offerBytes) {
        Offer offer = HandshakeCodec.offer(offerBytes);
        PublicKey key = expected(offer.hello());
        OfferedSuite offered = chosen(offer);
        AgreementSuite suite = AgreementSuite.ofWireName(offered.suite()).orElseThrow();
        AgreementSuite.Answered answered = answer(suite, offered);
        var body =
                new Body(
                        suite.wireName(),
                        Bytes.of(answered.share()),
                        local().suites().stream().map(AgreementSuite::wireName).toList(),
                        hello());
        byte[] bodyBytes = HandshakeCodec.encode(body);
        var keys = new KeySchedule(answered.secret(), offerBytes, bodyBytes);
        pending = new Pending(suite, offer, key, keys, new byte[0], new byte[0]);
        Transcript own = transcript(Role.ACCEPTOR, offerBytes, bodyBytes);
        Bytes signature = Bytes.of(sign(own));
        Bytes confirmation = Bytes.of(keys.confirmation(Role.ACCEPTOR, own));
        byte[] params = HandshakeCodec.encode(new Params(Bytes.of(bodyBytes), signature, confirmation));
        pending = new Pending(suite, offer, key, keys, offerBytes, params.clone());
        return params;
    }

    private Encryption finish(byte[] message) {
        Pending started = pending;
        if (started == null) {
            throw new EncryptionException(Reason.UNEXPECTED, "a confirmation before an offer");
        }
        Confirm confirm = HandshakeCodec.confirm(message);
        verify(
                started.key,
                transcript(Role.INITIATOR, started.offerBytes, started.params),
                confirm.signature(),
                started.keys,
                Role.INITIATOR,
                confirm.confirmation());
        Encryption encryption = encryption(started.suite, started.offer.hello(), started.keys);
        close();
        return encryption;
    }

    /// The first one of the initiator's that this end has too.
    private OfferedSuite chosen(Offer offer) {
        return offer.suites().stream()
                .filter(each -> AgreementSuite.ofWireName(each.suite()).filter(local().suites()::contains).isPresent())
                .findFirst()
                .orElseThrow(() -> new EncryptionException(Reason.NO_COMMON_SUITE, "no suite in common"));
    }

    private AgreementSuite.Answered answer(AgreementSuite suite, OfferedSuite offered) {
        try {
            return suite.answer(offered.share().toByteArray(), random());
        } catch (InvalidKeyShareException none) {
            throw new EncryptionException(Reason.KEY_SHARE, String.valueOf(none.getMessage()));
        }
    }

    @Override
    void wipe() {
        if (pending != null) {
            pending.keys.close();
            pending = null;
        }
    }

    /// What waits for the initiator's confirmation.
    @SuppressWarnings("ArrayRecordComponent") // private to this class
    private record Pending(
            AgreementSuite suite, Offer offer, PublicKey key, KeySchedule keys, byte[] offerBytes, byte[] params) {}
}
