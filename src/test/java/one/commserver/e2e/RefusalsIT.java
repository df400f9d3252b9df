package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.transport.ConnectionAcceptor;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;

import java.util.stream.Stream;

/// Whoever isn't let in is counted by why.
class RefusalsIT {

    private static final String REFUSED = "commserver_connection_refused_total{reason=\"%s\"} %s";

    @Test
    void aFullNodeCountsWhomItTellsSo() {
        refusesTheSecondClient(ErrorCode.LIMIT_CONNECTIONS, "commserver.limits.connections=1");
    }

    @Test
    void anAddressThatHasEnoughIsCounted() {
        refusesTheSecondClient(ErrorCode.LIMIT_ADDRESS, "commserver.limits.connections-per-address=1");
    }

    @Test
    void whoIsRefusedWithoutAWordIsCounted() {
        try (var node = Management.start("commserver.limits.connections=1", "commserver.transport.refusals=0");
                var first = RawClient.dial(node.clients()).login(Who.anybody());
                var socket = new RawSocket(node.clients())) {
            socket.write(node.clients().upgrade("13"));

            assertThat(socket.answer().status()).isEqualTo(503);
            first.isQuiet();
            assertThat(scraped(node)).contains(REFUSED.formatted("door", "1.0"));
        }
    }

    @Test
    void aFailureOfOurOwnIsAProblemToo() {
        ConnectionAcceptor failing = link -> Mono.error(new IllegalStateException("made up"));
        String[] properties =
                Stream.concat(Stream.of(Management.PASSWORDS), Stream.of("commserver.relay.policy=open"))
                        .toArray(String[]::new);
        try (var node =
                        Management.bare(
                                beans ->
                                        beans.registerBean(
                                                "failing",
                                                ConnectionAcceptor.class,
                                                () -> failing,
                                                bean -> bean.setPrimary(true)),
                                properties);
                var client = RawClient.dial(node.clients())) {
            client.closed(CloseReason.INTERNAL_ERROR);

            assertThat(scraped(node))
                    .contains("commserver_connection_errors_total{category=\"server\",severity=\"critical\"} 1.0");
        }
    }

    private static void refusesTheSecondClient(ErrorCode code, String limit) {
        try (var node = Management.start(limit)) {
            assertThat(scraped(node)).contains(REFUSED.formatted(code.wireName(), "0.0"));
            try (var first = RawClient.dial(node.clients()).login(Who.anybody());
                    var second = RawClient.dial(node.clients())) {
                second.refused(code, CloseReason.TRY_AGAIN_LATER);

                first.isQuiet();
                assertThat(scraped(node)).contains(REFUSED.formatted(code.wireName(), "1.0"));
            }
        }
    }

    private static String scraped(Management node) {
        return node.get("/prometheus", Visitor.ANONYMOUS).body();
    }
}
