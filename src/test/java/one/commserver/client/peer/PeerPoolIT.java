package one.commserver.client.peer;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// The pool with real connections, and a time of its own.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "commserver.relay.policy=open")
class PeerPoolIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @LocalServerPort private int port;

    private final SigningKey phoneKey = SigningKey.generate(SignatureAlgorithm.ED25519);
    private final SigningKey deskKey = SigningKey.generate(SignatureAlgorithm.ED25519);
    private final AtomicLong now = new AtomicLong();
    private final VirtualTimeScheduler timers = VirtualTimeScheduler.create();
    private final PeerPool pool = new PeerPool(new PeerPool.Limits(Duration.ofMinutes(5), 2, 3), now::get, timers);
    private CommClient phoneClient;
    private CommClient deskClient;
    private ClientLink phone;

    @BeforeEach
    void connect() {
        phoneClient = CommClient.builder(phoneKey, "ws://127.0.0.1:" + port + "/", "phone").build();
        deskClient = CommClient.builder(deskKey, "ws://127.0.0.1:" + port + "/", "desk").build();
        get(
                deskClient
                        .connect(ConnectionKind.DATA)
                        .doOnNext(link ->
                                link.offers()
                                        .flatMap(offer -> offer.accept())
                                        .flatMap(this::accept)
                                        .subscribe(each -> {}, failure -> {})));
        phone = get(phoneClient.connect(ConnectionKind.DATA));
    }

    @AfterEach
    void close() {
        pool.closing().block(SOON);
        phoneClient.close().block(SOON);
        deskClient.close().block(SOON);
    }

    @Test
    void whatIsGivenIsTakenAgainOnce() {
        PeerConnection connection = connection();

        assertThat(pool.give(connection)).isTrue();

        assertThat(pool.take(deskKey.identity(), "tablet")).isEmpty();
        assertThat(pool.take(deskKey.identity(), "desk")).contains(connection);
        assertThat(pool.take(deskKey.identity(), "desk")).isEmpty();
        assertThat(pool.statistics()).isEqualTo(new PeerPool.Statistics(0, 1, 0, Duration.ZERO));
        get(connection.close());
    }

    @Test
    void thereIsNoRoomForMoreOfOnePeer() {
        PeerConnection third = connection();
        pool.give(connection());
        pool.give(connection());

        assertThat(pool.give(third)).isFalse();

        assertThat(get(third.ended())).isNotNull();
        assertThat(pool.statistics().size()).isEqualTo(2);
    }

    @Test
    void whatNobodyNeedsIsClosedInTime() {
        PeerConnection connection = connection();
        pool.give(connection);
        pass(Duration.ofSeconds(100));
        assertThat(pool.statistics().averageAge()).isEqualTo(Duration.ofSeconds(100));

        pass(Duration.ofSeconds(275));

        assertThat(pool.statistics()).isEqualTo(new PeerPool.Statistics(0, 1, 1, Duration.ZERO));
        assertThat(get(connection.ended())).isNotNull();
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void whatEndsByItselfIsForgotten() {
        PeerConnection connection = connection();
        pool.give(connection);

        get(connection.close());

        assertThat(pool.take(deskKey.identity(), "desk")).isEmpty();
        assertThat(pool.give(connection)).isFalse();
        assertThat(pool.statistics().size()).isZero();
    }

    @Test
    void aClosedPoolKeepsNothing() {
        PeerConnection kept = connection();
        PeerConnection late = connection();
        pool.give(kept);

        get(pool.closing().thenReturn(true));

        assertThat(kept.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(pool.give(late)).isFalse();
        assertThat(get(late.ended())).isNotNull();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        timers.advanceTimeBy(time);
    }

    private PeerConnection connection() {
        return get(
                phone.openChannel(deskKey.identity())
                        .flatMap(channel -> PeerConnection.initiate(channel, phoneKey, PeerSettings.of("phone"))));
    }

    private Mono<PeerConnection> accept(Channel channel) {
        return PeerConnection.accept(channel, deskKey, PeerSettings.of("desk"));
    }

    private static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }
}
