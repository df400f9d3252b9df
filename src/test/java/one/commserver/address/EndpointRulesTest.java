package one.commserver.address;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.handshake.Audiences;
import one.commserver.protocol.DiscoveryMessage.Transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Chapter 6, announcing: what may be announced is decided by its spelling.
class EndpointRulesTest {

    private static final EndpointRules PUBLIC =
            new EndpointRules(false, new Audiences(List.of("chat.internal:8443", "localhost:*", "own.local"))::include);
    private static final EndpointRules PRIVATE = new EndpointRules(true, authority -> false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.example",
                "a.b.c.relay.example",
                "xn--bcher-kva.example",
                "127.example",
                "localhost.example",
                "mylocal.example",
                "local.example.org",
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "169.253.0.1",
                "223.255.255.255",
                "192.0.1.1",
                "[2606:4700::1]",
                "[2A00:1450::1]",
                "[2002:808:808::1]",
                "[64:ff9b::808:808]",
                "[64:ff9b::8.8.8.8]",
                "[::ffff:8.8.8.8]",
                "[2606:4700::5efe:8.8.8.8]"
            })
    void whatEverybodyCanReachIsTaken(String host) {
        allHold(PUBLIC, host);
        allHold(PRIVATE, host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "relay",
                "LOCALHOST",
                "a.localhost",
                "printer.local",
                "a.b.internal",
                "router.home.arpa",
                "home.arpa",
                "Printer.LOCAL",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "[::]",
                "[::1]",
                "[0:0:0:0:0:0:0:1]",
                "[fe80::1]",
                "[febf::1]",
                "[fec0::1]",
                "[fc00::1]",
                "[fd12:3456::1]",
                "[ff02::1]",
                "[100::1]",
                "[2001::1]",
                "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
                "[2001:2::1]",
                "[2001:10::1]",
                "[2001:db8::1]",
                "[3fff::1]",
                "[5f00::1]",
                "[4000::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::ffff:10.0.0.1]",
                "[::127.0.0.1]",
                "[::7f00:1]",
                "[::8.8.8.8]",
                "[64:ff9b::127.0.0.1]",
                "[64:ff9b::a00:1]",
                "[64:ff9b:1::8.8.8.8]",
                "[2002:7f00:1::1]",
                "[2002:c0a8:101::1]",
                "[2002:808:808::5efe:7f00:1]",
                "[2606:4700::5efe:10.0.0.1]",
                "[2606:4700::200:5efe:192.168.1.1]"
            })
    void whatMeansNothingToSomebodyElseIsOnlyTakenWhereItIsWanted(String host) {
        noneHolds(PUBLIC, host);
        allHold(PRIVATE, host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "relay.example.",
                ".relay.example",
                "relay..example",
                "-relay.example",
                "relay-.example",
                "re_lay.example",
                "relay.example%00",
                "%6cocalhost",
                "relay%2eexample",
                "relay.example\\@10.0.0.1",
                "user@relay.example",
                "user:word@relay.example",
                "@relay.example",
                "relay.example@",
                "relay.example, 10.0.0.1",
                "*.example",
                "relay.123",
                "relay.0x7f",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0x7f.1",
                "017700000001",
                "0177.0.0.1",
                "127.0.0.01",
                "8.8.8.08",
                "1.2.3.4.5",
                "1.2.3.256",
                "8.8.8.0x8",
                "8.8.8.8.",
                "1.2.3",
                "[]",
                "[::1",
                "::1",
                "2606:4700::1",
                "[2606:4700::1%25eth0]",
                "[2606:4700::1%eth0]",
                "[fe80::1%1]",
                "[2606:4700::12345]",
                "[2606::4700::1]",
                "[8.8.8.8]",
                "[::ffff:8.8.8.08]",
                "[::ffff:0x8.8.8.8]",
                "[::ffff:8.8.8]",
                "[v1.relay]",
                "[relay.example]",
                "[2606:4700::1].example",
                "x[2606:4700::1]",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example"
            })
    void whatIsNoUsualSpellingOfAHostIsNeverTaken(String host) {
        noneHolds(PUBLIC, host);
        noneHolds(PRIVATE, host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://relay.example",
                "wss://relay.example/",
                "WSS://Relay.Example/",
                "wss://relay.example:443/",
                "wss://relay.example:65535/a/b?c=d&e",
                "wss://relay.example?x",
                "wss://[2606:4700::1]:8443/x"
            })
    void aUrlMayHavePortPathAndQuery(String url) {
        assertThat(PUBLIC.allow(Transport.WEBSOCKET, url)).isTrue();
        assertThat(PUBLIC.allow(Transport.RELAY, url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://relay.example/",
                "https://relay.example/",
                "http://relay.example/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "wss:relay.example",
                "wss:/relay.example",
                "wss:///relay.example",
                "wss://",
                "wss:///",
                "//relay.example/",
                "relay.example",
                "wss://relay.example/#",
                "wss://relay.example/#x",
                "wss://relay.example#",
                "wss://a@relay.example/",
                "wss://@relay.example/",
                "wss://relay.example:0/",
                "wss://relay.example:00443/",
                "wss://relay.example:65536/",
                "wss://relay.example:99999/",
                "wss://relay.example:4294967739/",
                "wss://relay.example:-1/",
                "wss://relay.example:+443/",
                "wss://relay.example:/",
                "wss://relay.example:http/",
                "wss://relay.example:443:443/",
                "wss://relay.example\\",
                "wss:\\\\relay.example",
                "wss://relay.example/%zz",
                "wss://relay.example/<",
                "wss://relay.example/|",
                "wss://1.1.1.1&@10.0.0.1/"
            })
    void whatIsNoSecureUrlIsNotTaken(String url) {
        assertThat(PUBLIC.allow(Transport.WEBSOCKET, url)).isFalse();
        assertThat(PUBLIC.allow(Transport.RELAY, url)).isFalse();
        if (!url.startsWith("ws://")) {
            assertThat(PRIVATE.allow(Transport.WEBSOCKET, url)).isFalse();
        }
    }

    @Test
    void withoutTlsOnlyWhereItIsWanted() {
        assertThat(PRIVATE.allow(Transport.WEBSOCKET, "ws://10.0.0.1:8080/")).isTrue();
        assertThat(PRIVATE.allow(Transport.RELAY, "ws://localhost/")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://chat.internal:8443/",
                "wss://CHAT.internal:8443",
                "ws://localhost:8080/",
                "wss://localhost/",
                "wss://own.local/",
                "wss://own.local:443/",
                "ws://own.local:80/"
            })
    void theServersOwnNamesAreAlwaysTakenAsARelay(String url) {
        assertThat(PUBLIC.allow(Transport.RELAY, url)).isTrue();
        assertThat(PUBLIC.allow(Transport.WEBSOCKET, url)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://chat.internal/",
                "wss://chat.internal:8444/",
                "wss://own.local:80/",
                "wss://127.0.0.1/",
                "wss://x@own.local/",
                "wss://own.local/#",
                "wss://own.local.:443/"
            })
    void otherNamesThanTheServersOwnAreNot(String url) {
        assertThat(PUBLIC.allow(Transport.RELAY, url)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.example:1", "8.8.8.8:65535", "[2606:4700::1]:53"})
    void udpIsAHostAndAPort(String address) {
        assertThat(PUBLIC.allow(Transport.UDP, address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.example",
                "relay.example:",
                "relay.example:0",
                "relay.example:65536",
                "relay.example:080",
                ":53",
                "53",
                "8.8.8.8:53/",
                "wss://relay.example:53",
                "[2606:4700::1]",
                "2606:4700::1:53",
                "a@relay.example:53",
                "relay.example:53#x"
            })
    void anythingElseIsNot(String address) {
        assertThat(PUBLIC.allow(Transport.UDP, address)).isFalse();
        assertThat(PRIVATE.allow(Transport.UDP, address)).isFalse();
    }

    @Test
    void bleIsAName() {
        assertThat(PUBLIC.allow(Transport.BLE, "AA:BB:cc:dd:ee:ff")).isTrue();
        assertThat(PUBLIC.allow(Transport.BLE, "x".repeat(64))).isTrue();
        for (String wrong : List.of("x".repeat(65), "a/b", "a@b", "a%b", "\"", "<")) {
            assertThat(PUBLIC.allow(Transport.BLE, wrong)).as(wrong).isFalse();
        }
    }

    private static void allHold(EndpointRules rules, String host) {
        assertThat(rules.allow(Transport.WEBSOCKET, "wss://" + host + "/")).isTrue();
        assertThat(rules.allow(Transport.RELAY, "wss://" + host + ":8443/x")).isTrue();
        assertThat(rules.allow(Transport.UDP, host + ":53")).isTrue();
    }

    private static void noneHolds(EndpointRules rules, String host) {
        assertThat(rules.allow(Transport.WEBSOCKET, "wss://" + host + "/")).isFalse();
        assertThat(rules.allow(Transport.WEBSOCKET, "wss://" + host + ":8443/x")).isFalse();
        // the server's own names stand apart
        if (!host.equalsIgnoreCase("localhost")) {
            assertThat(rules.allow(Transport.RELAY, "wss://" + host + "/")).isFalse();
        }
        assertThat(rules.allow(Transport.UDP, host + ":53")).isFalse();
    }
}
