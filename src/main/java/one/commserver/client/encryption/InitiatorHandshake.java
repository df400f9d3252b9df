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
import one.commserver.crypto.agreement.SharedSecret;

import java.util.ArrayList;
import java.util.List;

/// The handshake of the end that has opened the channel: [#offer], then [#params].
///
/// Spec: chapter 8, end to end.
public final class InitiatorHandshake extends Handshake {

    private final List<AgreementSuite.Offered> shares = new ArrayList<>();
    private byte[] offer = new byte[0];

    public InitiatorHandshake(LocalPeer local, RemotePeer remote) {
        this(local, remote, RandomSource.SECURE, Records.RECORDS_PER_KEY);
    }

    InitiatorHandshake(LocalPeer local, RemotePeer remote, RandomSource random, long recordsPerKey) {
        super(Role.INITIATOR, local, remote, random, recordsPerKey);
    }

    /// The first message.
    public byte[] offer() {
        return step(
                0,
                () -> {
                    local().suites().forEach(suite -> shares.add(suite.offer(random())));
                    var suites =
                            shares.stream()
                                    .map(each -> new OfferedSuite(each.suite().wireName(), Bytes.of(each.share())))
                                    .toList();
                    offer = HandshakeCodec.encode(new Offer(suites, hello()));
                    return offer.clone();
                });
    }

    /// Takes the acceptor's answer, which proves the acceptor. After it this end may send records.
    ///
    /// @throws EncryptionException if anything about it isn't as it must be
    public Finished params(byte[] message) {
        return step(1, () -> finish(message));
    }

    private Finished finish(byte[] message) {
        Params params = HandshakeCodec.params(message);
        byte[] bodyBytes = params.body().toByteArray();
        Body body = HandshakeCodec.body(bodyBytes);
        PublicKey key = expected(body.hello());
        AgreementSuite.Offered share = chosen(body);
        try (var keys = new KeySchedule(agree(share, body), offer, bodyBytes)) {
            verify(
                    key,
                    transcript(Role.ACCEPTOR, offer, bodyBytes),
                    params.signature(),
                    keys,
                    Role.ACCEPTOR,
                    params.confirmation());
            Transcript own = transcript(Role.INITIATOR, offer, message);
            Bytes signature = Bytes.of(sign(own));
            Bytes confirmation = Bytes.of(keys.confirmation(Role.INITIATOR, own));
            byte[] confirm = HandshakeCodec.encode(new Confirm(signature, confirmation));
            Encryption encryption = encryption(share.suite(), body.hello(), keys);
            close();
            return new Finished(confirm, encryption);
        }
    }

    /// The acceptor must choose the first one of this end's that it has too.
    private AgreementSuite.Offered chosen(Body body) {
        for (AgreementSuite.Offered each : shares) {
            if (body.suites().contains(each.suite().wireName())) {
                if (each.suite().wireName().equals(body.suite())) {
                    return each;
                }
                break;
            }
        }
        throw new EncryptionException(Reason.DOWNGRADE, "the acceptor has chosen another suite than both prefer");
    }

    private static SharedSecret agree(AgreementSuite.Offered share, Body body) {
        try {
            return share.agree(body.share().toByteArray());
        } catch (InvalidKeyShareException none) {
            throw new EncryptionException(Reason.KEY_SHARE, String.valueOf(none.getMessage()));
        }
    }

    @Override
    void wipe() {
        shares.forEach(AgreementSuite.Offered::close);
        shares.clear();
    }

    /// The end of the handshake at this end.
    ///
    /// @param confirm the last message, to be sent before any record
    /// @param encryption belongs to the reader, who closes it
    @SuppressWarnings("ArrayRecordComponent") // on its way to the channel; nobody compares it
    public record Finished(byte[] confirm, Encryption encryption) {}
}
