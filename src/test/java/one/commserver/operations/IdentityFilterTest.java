package one.commserver.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.crypto.Identity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFilterTest {

    private static final Identity IDENTITY = Identity.parse("ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

    @Test
    void asMuchAsIsShownFindsIt() {
        assertThat(IdentityFilter.of(IDENTITY.toString()).matches(IDENTITY)).isTrue();
        for (int length = 1; length <= IdentityFilter.SHOWN_CHARACTERS; length++) {
            String shown = "11qYAYKx".substring(0, length);
            assertThat(IdentityFilter.of(shown).matches(IDENTITY)).as(shown).isTrue();
            assertThat(IdentityFilter.of("ed25519:" + shown).matches(IDENTITY)).as(shown).isTrue();
            // the last bit of what is asked for
            String other = shown.substring(0, length - 1) + (char) (shown.charAt(length - 1) + 1);
            assertThat(IdentityFilter.of(other).matches(IDENTITY)).as(other).isFalse();
        }
    }

    @Test
    void aWholeOneIsThatOneAndNoOther() {
        assertThat(IdentityFilter.of(IDENTITY.wire()).matches(IDENTITY)).isTrue();
        assertThat(IdentityFilter.of(IDENTITY.value().toBase64Url()).matches(IDENTITY)).isTrue();
        assertThat(IdentityFilter.of("ml-dsa-65:" + IDENTITY.value().toBase64Url()).matches(IDENTITY)).isFalse();
        assertThat(IdentityFilter.of("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURs").matches(IDENTITY)).isFalse();
        assertThat(IdentityFilter.of("11qYAYKx").matches(null)).isFalse();
    }

    /// Nine to forty-two characters, where each one more would be told to be right or wrong.
    @Test
    void whatLiesBetweenFindsNothing() {
        String whole = IDENTITY.value().toBase64Url();
        for (int length = IdentityFilter.SHOWN_CHARACTERS + 1; length < whole.length(); length++) {
            assertThat(finds(whole.substring(0, length))).as("%s characters", length).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "…", "ed25519:", "rsa:AAAA", "A!", "AAAA AAAA", ":"})
    void nonsenseIsRefused(String text) {
        assertThatThrownBy(() -> IdentityFilter.of(text)).isInstanceOf(InvalidQueryException.class);
    }

    private static boolean finds(String text) {
        try {
            return IdentityFilter.of(text).matches(IDENTITY);
        } catch (InvalidQueryException refused) {
            return false;
        }
    }
}
