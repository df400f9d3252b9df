package one.commserver.client.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Locale;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "wss://Relay.Example/, relay.example",
        "wss://relay.example:443, relay.example",
        "wss://relay.example:0443/x, relay.example",
        "wss://relay.example:80, relay.example:80",
        "ws://relay.example:80/a?b=c, relay.example",
        "ws://relay.example:443, relay.example:443",
        "WSS://RELAY.example:8443?x, relay.example:8443",
        "wss://bücher.example, xn--bcher-kva.example",
        "wss://BÜCHER.example:9, xn--bcher-kva.example:9",
        "wss://例え.テスト, xn--r8jz45g.xn--zckzah",
        "ws://127.0.0.1:8080, 127.0.0.1:8080",
        "ws://[::1]:8080/, [::1]:8080",
        "wss://[2001:DB8::A], [2001:db8::a]"
    })
    void spellsTheAudience(String url, String audience) {
        assertThat(ServerAddress.parse(url).audience()).isEqualTo(audience);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://relay.example",
                "relay.example",
                "wss://",
                "wss://:443",
                "wss://user@relay.example",
                "wss://relay.example:0",
                "wss://relay.example:65536",
                "wss://relay.example:",
                "wss://relay.example:-1",
                "wss://relay.example/#x",
                "wss://relay..example",
                "wss://-relay.example",
                "wss://relay example",
                "wss://[::1",
                "wss://[relay.example]",
                "wss://[fe80::1%eth0]",
                "wss://relay%2eexample",
                "wss://relay.example/a b"
            })
    void refusesWhatIsNoAddress(String url) {
        assertThatThrownBy(() -> ServerAddress.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ws://localhost, true",
        "ws://LOCALHOST:1, true",
        "ws://127.0.0.1, true",
        "ws://127.255.0.3, true",
        "ws://[::1], true",
        "ws://[0:0:0:0:0:0:0:1], true",
        "ws://127.1, false",
        "ws://localhost.example, false",
        "ws://127.0.0.1.example, false",
        "ws://10.0.0.1, false",
        "ws://[::2], false"
    })
    void knowsThisMachine(String url, boolean loopback) {
        assertThat(ServerAddress.parse(url).isLoopback()).isEqualTo(loopback);
    }

    @Property
    void theSpellingDoesNotDependOnCaseOrDefaultPort(
            @ForAll("hosts") String host, @ForAll @IntRange(min = 1, max = 65_535) int port) {
        String audience = ServerAddress.parse("wss://" + host + ":" + port).audience();

        assertThat(ServerAddress.parse("WSS://" + host.toUpperCase(Locale.ROOT) + ":" + port + "/x?y").audience())
                .isEqualTo(audience);
        assertThat(audience).isEqualTo(port == 443 ? host : host + ":" + port);
        assertThat(ServerAddress.parse("wss://" + host).audience()).isEqualTo(host);
        assertThat(ServerAddress.parse("wss://" + audience).audience()).isEqualTo(audience);
    }

    @Property
    void nothingButAnIllegalArgumentIsThrown(@ForAll String text) {
        for (String url : new String[] {text, "wss://" + text, "ws://[" + text + "]:1"}) {
            try {
                assertThat(ServerAddress.parse(url).audience()).isNotEmpty();
            } catch (IllegalArgumentException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }

    @Provide
    Arbitrary<String> hosts() {
        Arbitrary<String> label = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
        return label.list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
    }
}
