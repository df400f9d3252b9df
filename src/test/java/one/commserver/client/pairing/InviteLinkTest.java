package one.commserver.client.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;

import one.commserver.client.pairing.PairingException.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import javax.imageio.ImageIO;

/// What an invited person is handed.
class InviteLinkTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SigningKey inviter = SigningKey.generate(SignatureAlgorithm.ED25519);

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void aLinkIsReadAgain(SignatureAlgorithm algorithm) {
        InviteLink link = link(SigningKey.generate(algorithm), Duration.ofDays(30));

        for (String text : new String[] {link.text(), link.text("https://example.org/join?lang=de")}) {
            InviteLink read = InviteLink.parse(text, NOW);
            assertThat(read.invite()).isEqualTo(link.invite());
            assertThat(read.text()).isEqualTo(link.text());
        }
        assertThat(link.text("https://example.org/join")).startsWith("https://example.org/join#");
    }

    @Test
    void whoHasRedeemedALinkReadsItAgainWhenItsTimeIsOver() {
        String text = link(inviter, Duration.ofDays(1)).text();
        Instant later = NOW.plus(Duration.ofDays(2));

        InviteLink read = InviteLink.read(text);

        assertThatThrownBy(() -> read.check(later))
                .isInstanceOfSatisfying(
                        PairingException.class, wrong -> assertThat(wrong.reason()).isEqualTo(Reason.EXPIRED));
        assertThatThrownBy(() -> InviteLink.read(text + "AAAA")).isInstanceOf(PairingException.class);
    }

    @Test
    void aLinkShowsItsSecretToNobodyByItself() {
        InviteLink link = link(inviter, Duration.ofDays(1));
        String secret = link.text().substring(link.text().lastIndexOf('.') + 1);

        assertThat(link.toString()).doesNotContain(secret);
        link.close();
        assertThatThrownBy(link::text).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "commserver:pair",
                "commserver:pair#",
                "commserver:pair#AAAA",
                "commserver:pair#AAAA.",
                "http://example.org/#AAAA.AAAA",
                "commserver:pair#AAAA.AAAA.AAAA",
                "commserver:pair#AA==.AAAA",
                "commserver:other#AAAA.AAAA",
                "https://exa mple.org/#AAAA.AAAA"
            })
    void whatIsNoLinkIsRefused(String text) {
        refused(
                text,
                NOW,
                text.matches(".*#AAAA\\.AAAA") && text.startsWith("commserver:pair")
                        ? Reason.MALFORMED_INVITE
                        : Reason.MALFORMED_LINK);
    }

    @Test
    void aLinkThatWasTamperedWithIsRefused() {
        InviteLink link = link(inviter, Duration.ofDays(1));
        InviteLink other = link(inviter, Duration.ofDays(1));
        String invite = link.invite().encoded().toBase64Url();
        String secret = link.text().substring(link.text().lastIndexOf('.') + 1);
        byte[] flipped = link.invite().encoded().toByteArray();
        flipped[flipped.length - 1] ^= 1;
        String otherSecret = other.text().substring(other.text().lastIndexOf('.') + 1);

        refused("commserver:pair#" + invite + "." + otherSecret, NOW, Reason.WRONG_SECRET);
        refused("commserver:pair#" + Bytes.of(flipped).toBase64Url() + "." + secret, NOW, Reason.NOT_SIGNED);
        refused("commserver:pair#" + invite.substring(4) + "." + secret, NOW, Reason.MALFORMED_INVITE);
        refused("commserver:pair#" + invite + "." + secret.substring(4), NOW, Reason.MALFORMED_LINK);
        refused("commserver:pair#" + "A".repeat(InviteLink.MAX_LENGTH) + "." + secret, NOW, Reason.MALFORMED_LINK);
    }

    @Test
    void aLinkIsGoodUntilItsMomentAndForAMonthAtMost() {
        InviteLink link = link(inviter, Duration.ofDays(1));
        Instant expires = link.invite().expires();

        InviteLink.parse(link.text(), expires.minusMillis(1));
        refused(link.text(), expires, Reason.EXPIRED);
        refused(link.text(), expires.minus(Invite.MAX_LIFE).minus(Invite.CLOCK_SKEW).minusMillis(1), Reason.TOO_LONG);
    }

    @Test
    void aQrCodeIsReadByAReader() throws Exception {
        InviteLink link = link(inviter, Duration.ofDays(1));

        QrCode code = QrCode.of(link.text());

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(code.toPng(4)));
        int side = image.getWidth();
        assertThat(side).isEqualTo(4 * code.size()).isEqualTo(image.getHeight());
        var source = new RGBLuminanceSource(side, side, image.getRGB(0, 0, side, side, null, 0, side));
        // looking for it in a picture, this reader overlooks one in a hundred
        var onlyThat = Map.of(DecodeHintType.PURE_BARCODE, true);
        String read = new QRCodeReader().decode(new BinaryBitmap(new HybridBinarizer(source)), onlyThat).getText();
        assertThat(read).isEqualTo(link.text());
        assertThat(code.toText().lines()).hasSize((code.size() + 1) / 2).allMatch(row -> row.length() == code.size());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        InviteLink large = link(SigningKey.generate(SignatureAlgorithm.ML_DSA_65), Duration.ofDays(1));

        assertThatThrownBy(() -> QrCode.of(large.text())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QrCode.of("ä")).isInstanceOf(IllegalArgumentException.class);
        assertThat(QrCode.of("a".repeat(QrCode.MAX_LENGTH)).size()).isEqualTo(177 + 8);
    }

    private static InviteLink link(SigningKey by, Duration life) {
        InviteSecret secret = InviteSecret.generate();
        return new InviteLink(Invite.sign(secret, by, "wss://relay.example/", NOW.plus(life), 1, "friend"), secret);
    }

    private static void refused(String text, Instant now, Reason reason) {
        assertThatThrownBy(() -> InviteLink.parse(text, now))
                .isInstanceOfSatisfying(PairingException.class, wrong -> assertThat(wrong.reason()).isEqualTo(reason));
    }
}
