package one.commserver.client.one;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

import one.commserver.client.one.plugin.OneException;
import one.commserver.crypto.box.BoxPublicKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Locale;

/// The link as JavaScript makes and reads it.
class OneInvitationTest {

    private static final String KEY = "7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13";
    private static final BoxPublicKey INVITER = BoxPublicKey.ofHex(KEY);
    private static final String PREFIX = "https://example.org/invites/invitePartner/?invited=true/";

    /// Made with `encodeURIComponent(JSON.stringify({token, publicKey, url}))`.
    private static final String LINK =
            PREFIX
                    + "#%7B%22token%22%3A%22a-Z_09%22%2C%22publicKey%22%3A%22"
                    + KEY
                    + "%22%2C%22url%22%3A%22wss%3A%2F%2Fcomm.example.org%3A8000%2Fpath%22%7D";

    private static final OneInvitation INVITATION =
            new OneInvitation("a-Z_09", INVITER, "wss://comm.example.org:8000/path");

    @Test
    void aLinkIsWrittenAsJavaScriptDoes() {
        assertThat(INVITATION.link(PREFIX)).isEqualTo(LINK);
    }

    @Test
    void aLinkIsRead() {
        assertThat(OneInvitation.parse(LINK)).isEqualTo(INVITATION);
    }

    @Test
    void signsAreEscapedAsJavaScriptDoes() {
        var invitation = new OneInvitation("-_.!~*'() \"\\\n\u0001/ß€😀\uD800", INVITER, "ws://localhost");

        String link = invitation.link("");

        assertThat(link)
                .startsWith(
                        "#%7B%22token%22%3A%22-_.!~*'()%20%5C%22%5C%5C%5Cn%5Cu0001%2F%C3%9F%E2%82%AC%F0%9F%98%80"
                                + "%5Cud800%22%2C");
        assertThat(OneInvitation.parse(link)).isEqualTo(invitation);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(
            @ForAll @StringLength(min = 1, max = 100) @CharRange(from = '\u0000', to = '\uffff') String token) {
        var invitation = new OneInvitation(token, INVITER, "wss://localhost/");

        assertThat(OneInvitation.parse(invitation.link(PREFIX))).isEqualTo(invitation);
    }

    @Test
    void aFreshTokenHasItsFormAndNeverComesTwice() {
        OneInvitation one = OneInvitation.create(INVITER, "wss://localhost");

        assertThat(one.token()).matches("[0-9a-zA-Z_-]{64}");
        assertThat(one.token()).isNotEqualTo(OneInvitation.create(INVITER, "wss://localhost").token());
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(INVITATION).hasToString("OneInvitation[7b4e909b… at wss://comm.example.org:8000]");
    }

    @Test
    void membersInAnotherOrderAndUpperCaseAreRead() {
        assertThat(
                        parse(
                                "{ \"url\":\"wss://comm.example.org:8000/path\", \"publicKey\":\""
                                        + KEY.toUpperCase(Locale.ROOT)
                                        + "\", \"token\":\"a-Z_09\" }"))
                .isEqualTo(INVITATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"token\":\"t\",\"publicKey\":\"" + KEY + "\"}",
                "{\"token\":\"t\",\"publicKey\":\"" + KEY + "\",\"url\":\"wss://a\",\"more\":1}",
                "{\"token\":\"t\",\"publicKey\":\"" + KEY + "\",\"url\":\"wss://a\",\"url\":\"wss://a\"}",
                "{\"token\":\"t\",\"publicKey\":\"" + KEY + "\",\"url\":\"wss://a\"}{}",
                "{\"token\":\"\",\"publicKey\":\"" + KEY + "\",\"url\":\"wss://a\"}",
                "{\"token\":1,\"publicKey\":\"" + KEY + "\",\"url\":\"wss://a\"}",
                "{\"token\":\"t\",\"publicKey\":\"7b4e\",\"url\":\"wss://a\"}",
                "{\"token\":\"t\",\"publicKey\":\"" + KEY + "\",\"url\":\"https://a\"}",
                "{\"token\":\"t\",\"publicKey\":\"" + KEY + "\",\"url\":\"\"}"
            })
    void anythingElseIsNoInvitation(String json) {
        assertThatExceptionOfType(OneException.class)
                .isThrownBy(() -> parse(json))
                .withMessage("MALFORMED: This is no invitation.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://example.org/", "#%", "#%7", "#%zz", "#%C3", "#%FF", "#%+1"})
    void whatIsNoLinkIsNoInvitation(String link) {
        assertThatExceptionOfType(OneException.class).isThrownBy(() -> OneInvitation.parse(link));
    }

    @Test
    void aLinkHasABound() {
        assertThatExceptionOfType(OneException.class)
                .isThrownBy(() -> OneInvitation.parse("x".repeat(OneInvitation.MAX_LENGTH) + LINK));
        assertThatExceptionOfType(OneException.class)
                .isThrownBy(() -> new OneInvitation("x".repeat(1025), INVITER, "wss://a"));
    }

    @Test
    void theFragmentIsTheInvitations() {
        assertThatIllegalArgumentException().isThrownBy(() -> INVITATION.link("https://example.org/#"));
    }

    private static OneInvitation parse(String json) {
        return OneInvitation.parse("#" + UriComponent.encode(json));
    }
}
