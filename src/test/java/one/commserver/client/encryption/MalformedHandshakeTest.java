package one.commserver.client.encryption;

import static one.commserver.client.encryption.Failures.assertFails;
import static one.commserver.client.encryption.Failures.reasonOf;
import static one.commserver.client.encryption.Peers.body;
import static one.commserver.client.encryption.Peers.flipped;
import static one.commserver.client.encryption.Peers.share;
import static one.commserver.client.encryption.Peers.text;
import static one.commserver.client.encryption.Peers.utf8;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.agreement.AgreementSuite;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Handshake messages that break a rule or were damaged on the way: bad keys, bad members, and each bit once.
class MalformedHandshakeTest {

    private final Peers peers = new Peers();
    private final InitiatorHandshake initiating = peers.initiating();
    private final AcceptorHandshake accepting = peers.accepting();

    @ParameterizedTest
    @EnumSource
    void sharesOfSmallOrderAreRefused(AgreementSuite suite) {
        for (byte last : new byte[] {0, 1}) {
            String offer = text(initiatingWith(suite).offer());
            byte[] share = Bytes.fromBase64Url(share(offer)).toByteArray();
            Arrays.fill(share, share.length - 32, share.length, (byte) 0);
            share[share.length - 32] = last;
            String changed = offer.replace(share(offer), Bytes.of(share).toBase64Url());

            assertFails(Reason.KEY_SHARE, () -> peers.accepting().params(utf8(changed)));
        }
    }

    @Test
    void anAnswerOfSmallOrderIsRefused() {
        var classic = new InitiatorHandshake(Peers.with(peers.initiator, Peers.CLASSIC), Peers.seen(peers.acceptor));
        byte[] params =
                body(
                        accepting.params(classic.offer()),
                        body -> body.replace(share(body), Bytes.of(new byte[32]).toBase64Url()));

        assertFails(Reason.KEY_SHARE, () -> classic.params(params));
    }

    @Test
    void anMlKemKeyWithCoefficientsOutOfRangeIsRefused() {
        String offer = text(initiating.offer());
        byte[] share = Bytes.fromBase64Url(share(offer)).toByteArray();
        Arrays.fill(share, 0, 3, (byte) 0xff);

        String changed = offer.replace(share(offer), Bytes.of(share).toBase64Url());

        assertFails(Reason.KEY_SHARE, () -> accepting.params(utf8(changed)));
    }

    @Test
    void aShareOfAnotherLengthIsRefused() {
        String offer = text(initiating.offer());

        String changed = offer.replace(share(offer), Bytes.of(new byte[32]).toBase64Url());

        assertFails(Reason.KEY_SHARE, () -> accepting.params(utf8(changed)));
    }

    @Test
    void theKeyOfAnMlDsaIdentityIsItsOwn() {
        Peers large = new Peers(SignatureAlgorithm.ML_DSA_65);
        String offer = text(large.initiating().offer());
        String none = offer.replaceFirst("\"key\":\"[^\"]*\",", "");
        String other =
                offer.replaceFirst(
                        "\"key\":\"[^\"]*\"",
                        "\"key\":\"" + large.acceptorKey.publicKey().encoded().toBase64Url() + "\"");

        assertFails(Reason.IDENTITY, () -> large.accepting().params(utf8(none)));
        assertFails(Reason.IDENTITY, () -> large.accepting().params(utf8(other)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"encrypt_offer\"}",
                "{\"type\":\"encrypt_offer\",\"type\":\"encrypt_offer\"}",
                "{\"type\":\"encrypt_offer\"} {}",
                "\u0000",
                "hello"
            })
    void whatIsNoOfferIsRefused(String offer) {
        assertFails(Reason.MALFORMED, () -> accepting.params(utf8(offer)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"max_message\":1000|\"max_message\":0",
                "\"max_message\":1000|\"max_message\":1000.0",
                "\"max_message\":1000|\"max_message\":\"1000\"",
                "\"max_message\":1000|\"max_message\":2147483648",
                "\"instance\":\"phone\"|\"instance\":\"ph one\"",
                "\"instance\":\"phone\"|\"instance\":null",
                "\"features\":[\"a\",|\"features\":[\"deflate\",",
                "\"features\":[\"a\",|\"features\":[[],",
                "\"features\"|\"feature\"",
                "\"nonce\":\"|\"nonce\":\"AA",
                "\"share\":\"|\"share\":\"=",
                "x25519-ml-kem-768|x25519",
                "\"suites\":[|\"suites\":[1,",
                "\"suites\":[|\"suites\":[],\"rest\":["
            })
    void aMemberThatBreaksItsRuleIsRefused(String change) {
        String[] fromTo = change.split("\\|", -1);
        String offer = text(initiating.offer());
        String changed = offer.replace(fromTo[0], fromTo[1]);
        assertThat(changed).isNotEqualTo(offer);

        assertFails(Reason.MALFORMED, () -> accepting.params(utf8(changed)));
    }

    @Test
    void aMessageLargerThanARecordIsRefusedUnread() {
        assertFails(Reason.TOO_LARGE, () -> accepting.params(new byte[Records.MAX_PAYLOAD + 1]));
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        byte[] utf16 = text(initiating.offer()).getBytes(StandardCharsets.UTF_16LE);

        assertFails(Reason.MALFORMED, () -> accepting.params(utf16));
    }

    @Test
    void aChangedBitAnywhereInTheOfferEndsTheHandshake() {
        Peers few = Peers.classic();
        byte[] sample = few.initiating().offer();
        for (int bit = 0; bit < sample.length * 8; bit++) {
            var initiator = few.initiating();
            var acceptor = few.accepting();
            byte[] changed = flipped(initiator.offer(), bit);

            reasonOf(() -> initiator.params(acceptor.params(changed)));
        }
    }

    @Test
    void aChangedByteAnywhereInAHybridOfferEndsTheHandshake() {
        byte[] sample = initiating.offer();
        for (int i = 0; i < sample.length; i++) {
            var initiator = peers.initiating();
            var acceptor = peers.accepting();
            byte[] changed = flipped(initiator.offer(), i * 8 + i % 7);

            reasonOf(() -> initiator.params(acceptor.params(changed)));
        }
    }

    @Test
    void aChangedBitAnywhereInTheParamsEndsTheHandshake() {
        Peers few = Peers.classic();
        int length = few.shakeHands().params().length;
        for (int bit : bits(length)) {
            var initiator = few.initiating();
            var acceptor = few.accepting();
            byte[] params = acceptor.params(initiator.offer());
            byte[] changed = flipped(params, bit % (params.length * 8));

            reasonOf(() -> acceptor.confirmed(initiator.params(changed).confirm()));
        }
    }

    @Test
    void aChangedBitAnywhereInTheConfirmationEndsTheHandshake() {
        Peers few = Peers.classic();
        int length = few.shakeHands().confirm().length;
        for (int bit : bits(length)) {
            var initiator = few.initiating();
            var acceptor = few.accepting();
            byte[] confirm = initiator.params(acceptor.params(initiator.offer())).confirm();
            byte[] changed = flipped(confirm, bit);

            reasonOf(() -> acceptor.confirmed(changed));
        }
    }

    /// Of each byte the bit between small and capital letters, from either end, and one that is another for the next.
    private static int[] bits(int length) {
        return IntStream.range(0, length)
                .flatMap(i -> IntStream.of(2, 5, i % 8).distinct().map(bit -> i * 8 + bit))
                .toArray();
    }

    private InitiatorHandshake initiatingWith(AgreementSuite suite) {
        return new InitiatorHandshake(Peers.with(peers.initiator, List.of(suite)), Peers.seen(peers.acceptor));
    }
}
