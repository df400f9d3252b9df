package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import java.util.concurrent.CompletableFuture;

/// Chapter 11: a server that stops and has no time says so at once.
class StopIT {

    @Test
    void everybodyIsToldAndClosed() {
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(one.commserver.CommServerApplication.class)
                        .initializers((GenericApplicationContext own) ->
                                own.registerBean("threads", ReactorResourceFactory.class, Nodes::threads))
                        .run(
                                "--server.port=0",
                                "--commserver.relay.policy=open",
                                "--commserver.drain.window=0s",
                                "--commserver.transport.close-patience=2s");
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try (var one = RawClient.dial(new RawSocket.Dial(port)).login(Who.anybody());
                var other = RawClient.dial(new RawSocket.Dial(port)).login(Who.anybody());
                var stranger = RawClient.dial(new RawSocket.Dial(port));
                var deaf = RawClient.dial(new RawSocket.Dial(port)).login(Who.anybody())) {
            Joined.of(one, other).works();
            deaf.stopReading();

            var stopped = CompletableFuture.runAsync(context::close, Thread::startVirtualThread);

            assertThat(one.message(ServerDraining.class)).isEqualTo(new ServerDraining(null, 0, false));
            one.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);
            assertThat(other.message(ServerDraining.class)).isEqualTo(new ServerDraining(null, 0, false));
            other.refused(ErrorCode.SERVER_STOPPING, CloseReason.RESTARTING);
            // it has never said a word
            stranger.closed(CloseReason.RESTARTING);
            assertThat(stopped).succeedsWithin(RawClient.DEADLINE);
        }
    }
}
