package one.commserver.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import one.commserver.address.AddressRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

class ClientAddressResolverTest {

    private static final String PROXY = "10.0.0.1";

    private final ClientAddressResolver resolver =
            new ClientAddressResolver(
                    List.of(AddressRange.valueOf("10.0.0.0/8"), AddressRange.valueOf("2001:db8:aaaa::/48")));

    @Test
    void aStrangersHeadersAreNotBelieved() {
        var socket = socket("203.0.113.9");

        assertThat(resolver.resolve(socket, List.of("for=198.51.100.1"), List.of("198.51.100.1")))
                .isEqualTo(new ClientAddress("203.0.113.9"));
    }

    @Test
    void withoutHeadersItIsTheSocket() {
        assertThat(resolver.resolve(socket(PROXY), List.of(), List.of())).isEqualTo(new ClientAddress(PROXY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "198.51.100.1 | 198.51.100.1",
                "198.51.100.1:4711 | 198.51.100.1",
                "6.6.6.6, 198.51.100.1, 10.0.0.2 | 198.51.100.1",
                "6.6.6.6,198.51.100.1,2001:db8:aaaa::7 | 198.51.100.1",
                "10.0.0.3, 10.0.0.2 | 10.0.0.3",
                "2001:db8:1:2:3:4:5:6 | 20010db800010002/64",
                "[2001:db8:1:2::1]:443 | 20010db800010002/64",
                "::ffff:198.51.100.1 | 198.51.100.1",
                "198.51.100.1, garbage | 10.0.0.1",
                "198.51.100.1, garbage, 10.0.0.2 | 10.0.0.2",
                "198.51.100.1, unknown | 10.0.0.1",
                "198.51.100.1, | 10.0.0.1",
            })
    void readsForwardedFor(String header, String expected) {
        assertThat(resolver.resolve(socket(PROXY), List.of(), List.of(header))).isEqualTo(new ClientAddress(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "for=198.51.100.1 | 198.51.100.1",
                "For=\"198.51.100.1:4711\";proto=https;by=10.0.0.1 | 198.51.100.1",
                "proto=https;FOR=198.51.100.1 ; host=\"a,b;c\" | 198.51.100.1",
                "for=6.6.6.6, for=198.51.100.1, for=10.0.0.2 | 198.51.100.1",
                "for=\"[2001:db8:1:2::1]\" | 20010db800010002/64",
                "for=\"[2001:db8:1:2::1]:_port\" | 20010db800010002/64",
                "for=[2001:db8:1:2::1]:80 | 20010db800010002/64",
                "for=\"198\\.51.100.1\" | 198.51.100.1",
                ",, for=198.51.100.1;, | 198.51.100.1",
                "for=198.51.100.1, for=_hidden | 10.0.0.1",
                "for=198.51.100.1, for=_hidden, for=10.0.0.2 | 10.0.0.2",
                "for=198.51.100.1, for=unknown | 10.0.0.1",
                "for=198.51.100.1, proto=https | 10.0.0.1",
            })
    void readsForwarded(String header, String expected) {
        assertThat(resolver.resolve(socket(PROXY), List.of(header), List.of())).isEqualTo(new ClientAddress(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=\"6.6.6.6, for=198.51.100.1",
                "for=\", for=\"[2001:db8::1]\"",
                "for=6.6.6.6\0, for=198.51.100.1=",
                "for=6.6.6.6;for=198.51.100.1",
                "for=\"6.6.6.6\\",
                "for=",
                "for",
                "=",
                "for = 198.51.100.1",
                "for=6.6.6.6 198.51.100.1",
                "for=198.51.100.1;\"",
                "\0",
            })
    void malformedForwardedIsNotBelieved(String header) {
        assertThat(resolver.resolve(socket(PROXY), List.of("for=6.6.6.6", header), List.of()))
                .isEqualTo(new ClientAddress(PROXY));
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(resolver.resolve(socket(PROXY), List.of(), List.of("6.6.6.6, 198.51.100.1", "10.0.0.2")))
                .isEqualTo(new ClientAddress("198.51.100.1"));
        assertThat(resolver.resolve(socket(PROXY), List.of("for=6.6.6.6,for=198.51.100.1", "for=10.0.0.2"), List.of()))
                .isEqualTo(new ClientAddress("198.51.100.1"));
    }

    @Test
    void headersThatDisagreeAreNotBelieved() {
        assertThat(resolver.resolve(socket(PROXY), List.of("for=6.6.6.6"), List.of("198.51.100.1")))
                .isEqualTo(new ClientAddress(PROXY));
        assertThat(resolver.resolve(socket(PROXY), List.of("for=198.51.100.1"), List.of("6.6.6.6, 198.51.100.1")))
                .isEqualTo(new ClientAddress("198.51.100.1"));
    }

    @Test
    void ipv6CountsByNetworkAndIpv4ByAddress() {
        assertThat(resolve("2001:db8:1:2::1")).isEqualTo(resolve("2001:db8:1:2:ffff::9"));
        assertThat(resolve("2001:db8:1:2::1")).isNotEqualTo(resolve("2001:db8:1:3::1"));
        assertThat(resolve("198.51.100.1")).isNotEqualTo(resolve("198.51.100.2"));
    }

    @Test
    void anIpv4AddressInAnIpv6SocketIsAnIpv4Address() throws UnknownHostException {
        byte[] proxy = HexFormat.of().parseHex("00000000000000000000ffff0a000001");
        var socket = new InetSocketAddress(Inet6Address.getByAddress("mapped", proxy, 0), 443);

        assertThat(resolver.resolve(socket, List.of(), List.of())).isEqualTo(new ClientAddress(PROXY));
        assertThat(resolver.resolve(socket, List.of(), List.of("198.51.100.1")))
                .isEqualTo(new ClientAddress("198.51.100.1"));
    }

    @Test
    void namesAreNeverLookedUp() {
        assertThat(resolver.resolve(InetSocketAddress.createUnresolved("localhost", 1), List.of(), List.of()))
                .isEqualTo(new ClientAddress("unknown"));
        assertThat(resolver.resolve(socket(PROXY), List.of("for=localhost"), List.of()))
                .isEqualTo(new ClientAddress(PROXY));
        assertThat(resolver.resolve(socket(PROXY), List.of(), List.of("localhost")))
                .isEqualTo(new ClientAddress(PROXY));
    }

    @Test
    void hostileHeadersTakeLittleTime() {
        var hostile =
                List.of(
                        "10.0.0.9,".repeat(1_000_000),
                        "for=10.0.0.9,".repeat(1_000_000),
                        "for=\"" + "\\\"".repeat(1_000_000),
                        ",".repeat(1_000_000),
                        "for=" + "[".repeat(1_000_000),
                        ";".repeat(8000),
                        ",".repeat(8000),
                        "10.0.0.9,".repeat(900),
                        "for=10.0.0.9,".repeat(600),
                        "for=\"" + "\\\"".repeat(4000),
                        "[".repeat(8000),
                        ":".repeat(8000));

        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> {
                    for (String header : hostile) {
                        assertThat(resolver.resolve(socket(PROXY), List.of(header), List.of())).isNotNull();
                        assertThat(resolver.resolve(socket(PROXY), List.of(), List.of(header))).isNotNull();
                    }
                    var thousands = Collections.nCopies(100_000, "for=10.0.0.9");
                    assertThat(resolver.resolve(socket(PROXY), thousands, thousands))
                            .isEqualTo(new ClientAddress(PROXY));
                });
    }

    @Test
    void whatIsTooLongIsNotBelieved() {
        String padding = "6.6.6.6, ".repeat(1000);

        assertThat(resolver.resolve(socket(PROXY), List.of(), List.of(padding + "198.51.100.1")))
                .isEqualTo(new ClientAddress(PROXY));
    }

    private ClientAddress resolve(String address) {
        return resolver.resolve(socket(address), List.of(), List.of());
    }

    private static InetSocketAddress socket(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 443);
    }
}
