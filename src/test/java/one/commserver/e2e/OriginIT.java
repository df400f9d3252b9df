package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.connection.ConnectionError;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages from which browsers may connect, and all other programs.
class OriginIT {

    private static Management node;

    @BeforeAll
    static void start() {
        node =
                Management.start(
                        "commserver.transport.allowed-origins=https://app.example.com,https://*.example.org",
                        "commserver.limits.connections-per-address=5000");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://app.example.com", "https://a.example.org"})
    void aPageThatIsNamedComesIn(String origin) {
        try (RawClient client = RawClient.dial(node.clients().header("Origin: " + origin))) {
            client.login(Who.anybody()).isQuiet();
        }
    }

    @Test
    void whoSaysNoOriginComesIn() {
        try (RawClient client = RawClient.dial(node.clients())) {
            client.login(Who.anybody()).isQuiet();
        }
    }

    /// Libraries say where they have dialled, as if a page from there did.
    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "https://LOCALHOST"})
    void whoseOriginIsTheHostThatItAsksComesIn(String origin) {
        assertThat(status(node.clients().header("Origin: " + origin))).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:1", "http://localhost.", "http://a.localhost", "ftp://localhost", "localhost"})
    void whatOnlyLooksLikeTheHostIsRefused(String origin) {
        assertThat(status(node.clients().header("Origin: " + origin))).isEqualTo(403);
    }

    @Test
    void theClientOfThisProjectComesIn() {
        assertThat(connect(node)).isEqualTo(ConnectionState.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.net", "https://app.example.com.evil.net", "null", ""})
    void aStrangePageIsRefusedAndCounted(String origin) {
        double refused = refused();
        double opened = opened();

        assertThat(status(node.clients().header("Origin: " + origin))).isEqualTo(403);

        assertThat(refused()).isEqualTo(refused + 1);
        assertThat(opened()).isEqualTo(opened);
    }

    /// A browser says one.
    @Test
    void oneThatIsAllowedDoesNotBringAnotherOneIn() {
        assertThat(
                        status(
                                node.clients()
                                        .header("Origin: https://app.example.com")
                                        .header("Origin: https://evil.example.net")))
                .isEqualTo(403);
    }

    @Test
    void allComeInUnlessSomebodySaysOtherwise() {
        try (var open = Management.start();
                RawClient client = RawClient.dial(open.clients().header("Origin: https://evil.example.net"))) {
            client.login(Who.anybody()).isQuiet();
        }
    }

    @Test
    void whoMustSayItsOriginSaysIt() {
        try (var strict = Management.start("commserver.transport.require-origin=true")) {
            assertThat(status(strict.clients())).isEqualTo(403);
            assertThat(status(strict.clients().header("Origin: https://app.example.com"))).isEqualTo(101);
            // which is no browser, and says none
            assertThatThrownBy(() -> connect(strict)).isInstanceOf(ConnectionError.ConnectionFailed.class);
        }
    }

    private static ConnectionState connect(Management to) {
        CommClient client =
                CommClient.builder(
                                SigningKey.generate(SignatureAlgorithm.ED25519),
                                "ws://127.0.0.1:" + to.clients().port(),
                                "phone")
                        .build();
        try {
            return client.connect(ConnectionKind.DATA).map(ClientLink::state).block(RawClient.DEADLINE);
        } finally {
            client.close().block(RawClient.DEADLINE);
        }
    }

    private static int status(RawSocket.Dial dial) {
        try (var socket = new RawSocket(dial)) {
            socket.write(dial.upgrade("13"));
            return socket.answer().status();
        }
    }

    private static double refused() {
        return node.meter("commserver_connection_refused_total{reason=\"origin\"}");
    }

    private static double opened() {
        return node.meter("commserver_connection_opened_total");
    }
}
