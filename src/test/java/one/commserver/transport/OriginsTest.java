package one.commserver.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Which pages may connect.
class OriginsTest {

    private final Origins some =
            Origins.of(List.of("https://app.example.com", "https://*.example.org", "http://localhost:3000"));

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, true",
        "HTTPS://App.Example.com, true",
        "http://app.example.com, false",
        "https://app.example.com:8443, false",
        "https://app.example.com.evil.net, false",
        "https://evilapp.example.com, false",
        "https://a.example.org, true",
        "https://a.b.example.org, true",
        "https://example.org, false",
        "https://.example.org, false",
        "https://evilexample.org, false",
        "https://evil.net/.example.org, false",
        "https://evil.net#.example.org, false",
        "https://evil@a.example.org, false",
        "https://evil.net:1.example.org, false",
        "https://a.example.org:8443, false",
        "http://a.example.org, false",
        "http://localhost:3000, true",
        "http://localhost, false",
        "null, false",
        "'', false",
        "*, false"
    })
    void onlyThoseThatAreNamed(String origin, boolean isAllowed) {
        assertThat(some.allow(origin)).isEqualTo(isAllowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://anything", "null", "", "chrome-extension://abc"})
    void theStarIsForAll(String origin) {
        assertThat(Origins.of(List.of("*")).allow(origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://a*.example.com",
                "https://*",
                "https://*.*.com",
                "https://user@example.com",
                "https://example.com:port",
                "https://app.example.com:443",
                "http://app.example.com:80",
                "https://app.example.com:08443",
                "https://app.example.com:65536",
                "https://app.example.com:0",
                "https://app.example.com.",
                "https://app..example.com",
                "https://.example.com",
                "https://*.com",
                "https://*.example.com.",
                "https://[0:0:0:0:0:0:0:1]",
                "https://[::ffff:192.0.2.7]",
                "https://[2001:db8::0:1]",
                "https://[1:2]",
                "null",
                ""
            })
    void whatCantBeAnOriginIsRefusedAtTheStart(String pattern) {
        assertThatThrownBy(() -> Origins.of(List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed-origins");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://[::1]",
                "https://[2001:db8::1]:8443",
                "https://[::ffff:c000:207]",
                "https://app.example.com:80",
                "http://app.example.com:443",
                "https://192.0.2.7",
                "http://localhost"
            })
    void whatABrowserSaysIsAllowedAsItSaysIt(String origin) {
        assertThat(Origins.of(List.of(origin)).allow(origin)).isTrue();
    }

    /// Else nobody would come in, and nobody would know why.
    @Test
    void anEmptyListIsRefusedAtTheStart() {
        assertThatThrownBy(() -> Origins.of(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed-origins");
    }
}
