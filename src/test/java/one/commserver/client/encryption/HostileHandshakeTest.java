package one.commserver.client.encryption;

import static one.commserver.client.encryption.Failures.assertFails;
import static one.commserver.client.encryption.Peers.flipped;
import static one.commserver.client.encryption.Peers.text;
import static one.commserver.client.encryption.Peers.utf8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.agreement.AgreementSuite;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// A server that plays with the handshake. It is between the peers, so it may change, keep, repeat and make up whatever
/// it wants; what it doesn't have is the peers' private keys.
class HostileHandshakeTest {

    private static final Pattern BODY = Pattern.compile("\"body\":\"([^\"]*)\"");

    private final Peers peers = new Peers();
    private final InitiatorHandshake initiating = peers.initiating();
    private final AcceptorHandshake accepting = peers.accepting();

    @Test
    void anotherShareInTheOfferIsNoticed() {
        byte[] others = peers.initiating().offer();
        byte[] offer = initiating.offer();
        String swapped = text(offer).replace(share(text(offer)), share(text(others)));

        byte[] params = accepting.params(utf8(swapped));

        Reason atInitiator = reasonOf(() -> initiating.params(params));
        assertThat(atInitiator).isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void anotherShareInTheAnswerIsNoticed() {
        byte[] offer = initiating.offer();
        byte[] params = accepting.params(offer);
        byte[] others = peers.accepting().params(offer);

        byte[] swapped = body(params, body -> body.replace(share(body), share(body(others))));

        assertFails(Reason.SIGNATURE, () -> initiating.params(swapped));
    }

    @Test
    void aServerWithAnIdentityOfItsOwnIsNobodyTheyKnow() {
        Peers server = new Peers();
        var posing = new AcceptorHandshake(server.acceptor, Peers.seen(peers.initiator));

        assertFails(Reason.IDENTITY, () -> initiating.params(posing.params(initiating.offer())));
        assertFails(Reason.IDENTITY, () -> accepting.params(server.initiating().offer()));
    }

    @Test
    void aServerThatClaimsAPeersIdentityCannotSignForIt() {
        byte[] offer = initiating.offer();
        Peers server = new Peers();
        var posing = new AcceptorHandshake(server.acceptor, Peers.seen(peers.initiator));
        String own = server.acceptorKey.identity().wire();
        String claimed = peers.acceptorKey.identity().wire();

        byte[] params = body(posing.params(offer), body -> body.replace(own, claimed));

        assertFails(Reason.SIGNATURE, () -> initiating.params(params));
    }

    @Test
    void aServerThatClaimsTheInitiatorsIdentityCannotConfirm() {
        Peers server = new Peers();
        server.initiator = new LocalPeer(server.initiatorKey, peers.initiator.instance(), Peers.BOTH, Set.of(), 1000);
        var posing = new InitiatorHandshake(server.initiator, Peers.seen(peers.acceptor));
        String own = server.initiatorKey.identity().wire();
        String claimed = peers.initiatorKey.identity().wire();
        byte[] params = accepting.params(utf8(text(posing.offer()).replace(own, claimed)));

        assertFails(Reason.SIGNATURE, () -> posing.params(params));
        assertFails(Reason.SIGNATURE, () -> accepting.confirmed(peers.shakeHands().confirm()));
    }

    @Test
    void anotherDeviceOfThePeerIsNotTheOneAskedFor() {
        var other = new LocalPeer(peers.acceptorKey, "tablet", Peers.BOTH, Set.of(), 1000);
        var onOther = new AcceptorHandshake(other, Peers.seen(peers.initiator));

        assertFails(Reason.IDENTITY, () -> initiating.params(onOther.params(initiating.offer())));
    }

    @Test
    void aHandshakeIsNotPassedOnToSomebodyElse() {
        // The server leads the initiator's offer for the acceptor to a third peer, who believes it to be meant.
        Peers third = new Peers();
        var misled = new AcceptorHandshake(third.acceptor, Peers.seen(peers.initiator));

        byte[] params = misled.params(initiating.offer());

        assertFails(Reason.IDENTITY, () -> initiating.params(params));
        byte[] renamed =
                body(
                        params,
                        body -> body.replace(third.acceptorKey.identity().wire(), peers.acceptorKey.identity().wire()));
        var again = peers.initiating();
        again.offer();
        assertFails(Reason.SIGNATURE, () -> again.params(renamed));
    }

    @Test
    void anOldOfferLeadsNowhere() {
        byte[] old = peers.shakeHands().offer();

        byte[] params = accepting.params(old);
        initiating.offer();

        assertFails(Reason.SIGNATURE, () -> initiating.params(params));
    }

    @Test
    void oldParamsLeadNowhere() {
        Peers.Both old = peers.shakeHands();
        initiating.offer();

        assertFails(Reason.SIGNATURE, () -> initiating.params(old.params()));
    }

    @Test
    void anOldConfirmationConfirmsNothing() {
        Peers.Both old = peers.shakeHands();
        accepting.params(old.offer());

        assertFails(Reason.SIGNATURE, () -> accepting.confirmed(old.confirm()));
    }

    @Test
    void aMessageThatComesTwiceIsOnlyTakenOnce() {
        byte[] params = accepting.params(initiating.offer());
        byte[] confirm = initiating.params(params).confirm();
        accepting.confirmed(confirm);

        assertFails(Reason.UNEXPECTED, () -> initiating.params(params));
        assertFails(Reason.UNEXPECTED, () -> accepting.confirmed(confirm));
    }

    @Test
    void reflectedMessagesAreNotAnswers() {
        byte[] offer = initiating.offer();
        assertFails(Reason.UNEXPECTED, () -> initiating.params(offer));

        byte[] params = accepting.params(peers.initiating().offer());
        assertFails(Reason.UNEXPECTED, () -> accepting.confirmed(params));
    }

    @Test
    void aPeerIsNotConnectedWithItself() {
        // One device, told by the server that it is at both ends: it answers its own offer.
        var same = new RemotePeer(peers.initiatorKey.identity(), peers.initiator.instance());
        var one = new InitiatorHandshake(peers.initiator, same);
        var other = new AcceptorHandshake(peers.initiator, same);

        assertFails(Reason.IDENTITY, () -> other.params(one.offer()));
    }

    @Test
    void strippedSuitesAreNoticed() {
        String offer = text(initiating.offer());
        String stripped = offer.replaceFirst("\\{\"suite\":\"x25519-ml-kem-768\"[^}]*},", "");
        assertThat(stripped).isNotEqualTo(offer);

        byte[] params = accepting.params(utf8(stripped));

        assertFails(Reason.DOWNGRADE, () -> initiating.params(params));
    }

    @Test
    void strippedSuitesAreNoticedEvenIfTheAcceptorsListIsChangedToo() {
        String offer = text(initiating.offer());
        String stripped = offer.replaceFirst("\\{\"suite\":\"x25519-ml-kem-768\"[^}]*},", "");

        byte[] params =
                body(
                        accepting.params(utf8(stripped)),
                        body -> body.replace("\"suites\":[\"x25519-ml-kem-768\",", "\"suites\":["));

        assertFails(Reason.SIGNATURE, () -> initiating.params(params));
    }

    @Test
    void anotherOrderOfSuitesIsNoticed() {
        String offer = text(initiating.offer());
        String reordered = offer.replaceFirst("\\[(\\{[^}]*}),(\\{[^}]*})]", "[$2,$1]");
        assertThat(reordered).isNotEqualTo(offer);

        byte[] params = accepting.params(utf8(reordered));

        assertFails(Reason.DOWNGRADE, () -> initiating.params(params));
    }

    @Test
    void aSuiteThatWasNotOfferedIsNotTaken() {
        var classic = new InitiatorHandshake(Peers.with(peers.initiator, Peers.CLASSIC), Peers.seen(peers.acceptor));
        byte[] params =
                body(accepting.params(classic.offer()), body -> body.replaceFirst("x25519", "x25519-ml-kem-768"));

        assertFails(Reason.DOWNGRADE, () -> classic.params(params));
    }

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
        for (int bit = 0; bit < length * 8; bit++) {
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
        for (int bit = 0; bit < length * 8; bit++) {
            var initiator = few.initiating();
            var acceptor = few.accepting();
            byte[] confirm = initiator.params(acceptor.params(initiator.offer())).confirm();
            byte[] changed = flipped(confirm, bit);

            reasonOf(() -> acceptor.confirmed(changed));
        }
    }

    private InitiatorHandshake initiatingWith(AgreementSuite suite) {
        return new InitiatorHandshake(Peers.with(peers.initiator, List.of(suite)), Peers.seen(peers.acceptor));
    }

    /// The first share that stands in a message or body.
    private static String share(String json) {
        var matcher = Pattern.compile("\"share\":\"([^\"]*)\"").matcher(json);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    /// What the acceptor's answer says.
    private static String body(byte[] params) {
        var matcher = BODY.matcher(text(params));
        assertThat(matcher.find()).isTrue();
        return text(Bytes.fromBase64Url(matcher.group(1)).toByteArray());
    }

    /// The same answer with another body.
    private static byte[] body(byte[] params, UnaryOperator<String> change) {
        String before = body(params);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        return utf8(text(params).replace(Bytes.of(utf8(before)).toBase64Url(), Bytes.of(utf8(after)).toBase64Url()));
    }

    private static Reason reasonOf(ThrowingCallable action) {
        EncryptionException failure = catchThrowableOfType(EncryptionException.class, action);
        assertThat(failure).isNotNull();
        return failure.reason();
    }
}
