package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

/// What a node says of its threads, its buffers and its connections to Redis.
class ResourceMetersIT {

    @Test
    void whatIsHeldAndWhatWaitsIsThere() {
        try (var redis = RedisServer.start();
                var node =
                        Management.start(
                                "commserver.redis.url=" + redis.url(), "commserver.redis.command-timeout=10s");
                RawClient client = RawClient.dial(node.clients()).login(Who.anybody())) {
            client.isQuiet();

            assertThat(node.meter("commserver_loop_count")).isPositive();
            assertThat(node.meter("commserver_loop_tasks")).isNotNegative();
            assertThat(node.meter("commserver_buffers_used_bytes{memory=\"direct\"}")).isPositive();
            assertThat(node.meter("commserver_verification_threads")).isPositive();
            assertThat(node.meter("commserver_verification_waiting_max")).isPositive();
            // they are made when they are needed first, those for other nodes by themselves
            await().atMost(RawClient.DEADLINE).until(() -> node.meter("commserver_redis_connections") >= 3);
            assertThat(node.meter("commserver_redis_connections")).isBetween(3.0, 5.0);
            assertThat(node.meter("commserver_redis_connections_made")).isBetween(3.0, 5.0);
            assertThat(node.meter("commserver_redis_connections_age")).isPositive();
            assertThat(node.meter("commserver_redis_calls_seconds_count{call=\"registry/take\",outcome=\"done\"}"))
                    .isEqualTo(1);
            // each loop is asked once a second
            await().atMost(RawClient.DEADLINE).until(() -> node.meter("commserver_loop_lag_seconds_count") > 0);
        }
    }

    @Test
    void theAnswerToOperatorsHasRatesAndLatencies() {
        try (var node = Management.start();
                RawClient client = RawClient.dial(node.clients()).login(Who.anybody())) {
            client.isQuiet();

            JsonNode global = node.json("/connections").path("global");

            assertThat(global.path("successRate").asDouble()).isEqualTo(1);
            assertThat(global.path("errorRate").asDouble()).isZero();
            assertThat(global.has("latencyP50")).isTrue();
            assertThat(global.has("latencyP95")).isTrue();
            assertThat(global.has("latencyP99")).isTrue();
            assertThat(global.path("latencyDistribution").size()).isEqualTo(13);
            assertThat(global.path("latencyDistribution").path(0).path("upTo").asLong()).isEqualTo(1);
            assertThat(global.path("latencyDistribution").path(12).path("upTo").isNull()).isTrue();
        }
    }
}
