package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.client.authentication.AuthenticationException;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.SpringBootTest;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Links to the real server.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "commserver.relay.policy=open",
            // longer than anything may come between two dials
            "commserver.registry.slot-window=30s"
        })
class LinksIT extends ServerFixture {

    @ParameterizedTest
    @EnumSource
    void authenticatesWithEachAlgorithm(SignatureAlgorithm algorithm) {
        SigningKey key = SigningKey.generate(algorithm);

        ClientLink link = connect(clients.client(key, "phone"));

        assertThat(link.state()).isEqualTo(ConnectionState.ACTIVE);
        assertThat(link.identity()).isEqualTo(key.identity());
        assertThat(link.capabilities()).contains("channels");
        assertThat(link.isResumed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTROL", "DATA", "DISCOVERY"})
    void connectsWithEachKind(ConnectionKind kind) {
        ClientLink link = get(clients.client().connect(kind));

        assertThat(get(link.heartbeat())).isPositive();
        assertThat(get(link.ping())).isPositive();
    }

    @Test
    void passesThroughTheStatesInOrder() {
        List<ConnectionState> states = new CopyOnWriteArrayList<>();
        CommClient client = clients.client(key(), "phone", builder -> builder.observer(recording(states)));

        ClientLink link = connect(client);
        get(link.close());

        assertThat(states)
                .containsExactly(
                        ConnectionState.CONNECTING,
                        ConnectionState.CONNECTED,
                        ConnectionState.AUTHENTICATING,
                        ConnectionState.AUTHENTICATED,
                        ConnectionState.ACTIVE,
                        ConnectionState.CLOSING,
                        ConnectionState.CLOSED);
    }

    @Test
    void aDiscoveryLinkCarriesNoChannels() {
        ClientLink link = get(clients.client().connect(ConnectionKind.DISCOVERY));

        assertThatThrownBy(() -> get(link.openChannel(key().identity())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("discovery");
        assertThat(get(link.heartbeat())).isPositive();
    }

    @Test
    void laneTellsDataConnectionsApart() {
        CommClient client = clients.client();

        ClientLink one = get(client.connect(ConnectionKind.DATA, "one"));
        ClientLink two = get(client.connect(ConnectionKind.DATA, "two"));

        assertThat(get(one.heartbeat())).isPositive();
        assertThat(get(two.heartbeat())).isPositive();
    }

    @Test
    void theSameSlotGoesOnWithItsSessionAndReplacesTheFormerLink() {
        CommClient client = clients.client();
        ClientLink former = connect(client);

        ClientLink newer = connect(client);

        assertThat(newer.isResumed()).isTrue();
        LinkEnd end = get(former.closed());
        assertThat(end.isReplaced()).isTrue();
        assertThat(end.reconnect()).isEqualTo(CloseReason.Reconnect.NO);
    }

    @Test
    void aSecondDialWithoutTheTokenIsADuplicate() {
        SigningKey key = key();
        connect(clients.client(key, "phone"));

        assertThatThrownBy(() -> connect(clients.client(key, "phone")))
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        failure -> {
                            assertThat(failure.error()).isNotNull();
                            assertThat(failure.error().code()).isEqualTo("duplicate_connection");
                            assertThat(failure.error().retryAfterMs()).isPositive();
                        });
    }

    @Test
    void aCloseEndsTheSession() {
        CommClient client = clients.client();

        LinkEnd end = get(connect(client).close());

        assertThat(end.status().code()).isEqualTo(1000);
        // the server frees the slot when its socket is gone, which this end may have seen before
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(AuthenticationException.class)
                .until(() -> !connect(client).isResumed());
    }

    @Test
    void aWrongClockIsCorrectedOnce() {
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofHours(-3));
        CommClient client = clients.client(key(), "phone", builder -> builder.clock(slow));

        assertThat(connect(client).state()).isEqualTo(ConnectionState.ACTIVE);
    }

    @Test
    void anAudienceThatTheServerDoesNotKnowIsRefused() {
        CommClient client = CommClient.builder(key(), "ws://127.0.0.2:" + port, "phone").build();

        assertThatThrownBy(() -> connect(client))
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        failure -> assertThat(failure.error().code()).isEqualTo("auth_audience"));
    }

    @Test
    void whatIsUnderWayFailsWhenTheLinkEnds() {
        CommClient client = clients.client();
        ClientLink link = connect(client);
        get(link.terminate());

        assertThatThrownBy(() -> get(link.heartbeat())).isInstanceOf(ClientException.LinkClosed.class);
        assertThatThrownBy(() -> get(link.ping())).isInstanceOf(ClientException.LinkClosed.class);
        assertThatThrownBy(() -> get(link.openChannel(key().identity())))
                .isInstanceOf(ClientException.LinkClosed.class);
        assertThat(link.offers().collectList().block(SOON)).isEmpty();
        assertThat(client.links()).isEmpty();
    }

    @Test
    void nothingShowsTheToken() {
        CommClient client = clients.client();
        ClientLink link = connect(client);

        assertThat(client + " " + link + " " + link.closed()).doesNotContain("session");
    }

    @Test
    void countsWhatHappens() {
        CommClient client = clients.client();
        ClientLink link = connect(client);
        get(link.heartbeat());

        assertThat(client.stats().activeConnections()).hasSize(1);
        assertThat(client.stats().global().totalMessages()).isPositive();
        get(link.close());

        assertThat(client.stats().activeConnections()).isEmpty();
        assertThat(client.report()).contains("Recently closed").doesNotContain(client.identity().wire());
    }

    private static ConnectionObserver recording(List<ConnectionState> states) {
        return new ConnectionObserver() {
            @Override
            public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
                states.add(to);
            }
        };
    }
}
