package one.commserver.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.soak.figures.Probe;
import one.commserver.soak.figures.Sample;
import one.commserver.soak.load.Crowd;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// When all have left, the server is what it was before they came.
class SoakIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    /// In haste, so that seconds are enough for all that there is.
    private static final int HASTE = 5;

    private static final Duration BRIEF = Duration.ofSeconds(6);

    /// A pool takes memory in pieces of some MiB, and keeps some: when which thread asks is a matter of chance.
    private static final long POOL = 8 << 20;

    /// Of each client, what is left of it anywhere.
    private static final List<String> GONE =
            List.of(
                    "one.commserver.connection.Connection",
                    "one.commserver.wire.OutgoingQueue",
                    "one.commserver.registry.memory.SlotState",
                    "one.commserver.registry.memory.IdentitySlots",
                    "one.commserver.relay.channel.LocalChannel",
                    "one.commserver.relay.channel.Party",
                    "one.commserver.session.Active",
                    "one.commserver.session.link.LinkSession");

    @BeforeAll
    static void isPossible() {
        Assumptions.assumeTrue(Probe.isPossible(), "there is no /proc");
    }

    @Test
    @DisabledIfSystemProperty(
            named = "soak.long",
            matches = "true",
            disabledReason = "the long form is to have the machine for itself")
    void nothingIsLeftOfThoseWhoHaveLeft() throws Exception {
        try (Stand stand = Stand.brief()) {
            Probe probe = stand.probe();
            try (Crowd crowd = stand.crowd(HASTE)) {
                crowd.rehearse(2);
            }
            Sample before = alone(probe);
            Sample amid;
            try (Crowd crowd = stand.crowd(HASTE)) {
                crowd.begin();
                amid = crowd.hold(probe::take);
                await().during(BRIEF).atMost(PATIENCE).pollInterval(BETWEEN).untilAsserted(crowd::check);
            }
            assertThat(left(amid)).as("what can be left").containsOnlyKeys(GONE);
            await().atMost(PATIENCE)
                    .pollInterval(BETWEEN)
                    .untilAsserted(() -> {
                        Sample behind = alone(probe);
                        assertThat(behind.meter("commserver_relay_sessions_parked")).isZero();
                        assertThat(behind.meter("commserver_relay_channels_remote")).isZero();
                        assertThat(behind.meter("commserver_relay_memory_used_bytes")).isZero();
                        assertThat(behind.meter("commserver_mailbox_batches")).isZero();
                        assertThat(left(behind)).isEmpty();
                        assertThat(behind.descriptors()).isLessThanOrEqualTo(before.descriptors());
                        assertThat(behind.direct()).isLessThanOrEqualTo(before.direct() + POOL);
                        assertThat(stand.hasLeaked()).isFalse();
                    });
        }
    }

    /// How many there are of each of those classes, where there are any.
    private static Map<String, Long> left(Sample sample) {
        var left = new TreeMap<>(sample.heap().instances());
        left.keySet().retainAll(GONE);
        return left;
    }

    /// Waits until nobody is connected.
    private static Sample alone(Probe probe) {
        return await().atMost(PATIENCE)
                .pollInterval(BETWEEN)
                .until(
                        probe::take,
                        sample ->
                                sample.meter("commserver_connection_open") == 0
                                        && sample.meter("commserver_relay_channels") == 0);
    }

    /// The long form: `./mvnw -Psoak verify`.
    @Nested
    @EnabledIfSystemProperty(named = "soak.long", matches = "true")
    class ForLong {

        @Test
        void nothingGrows() throws Exception {
            Soak.ofSystem().run();
        }
    }
}
