package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.ClientSession.State;
import one.commserver.protocol.ConnectionKind;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// The one node there is goes away and comes back on the same port, without a memory of anybody.
@ResourceLock("processors")
class RestartIT {

    private static final String[] QUICK = {
        "commserver.relay.policy=open",
        "commserver.drain.notice=1s",
        "commserver.drain.window=2s",
        "commserver.drain.leeway=1s",
        "commserver.drain.limit=10s"
    };

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir Path directory;

    @Test
    void clientsEndWhatCannotGoOnAndBeginAnew() throws Exception {
        int port = ServerProcess.freePort();
        try (var clients = new ClientFixture(port)) {
            CommClient answering = clients.client(key(), "laptop");
            ClientSession answerer = answering.session(ConnectionKind.DATA);
            answerer.offers().flatMap(IncomingOffer::accept).flatMap(RestartIT::echo).subscribe();
            ClientSession asker = clients.client(key(), "phone").session(ConnectionKind.DATA);
            ClientLink before;
            ClientLink answered;
            try (var server = ServerProcess.start(port, directory, QUICK)) {
                answered = get(answerer.open().links().next());
                before = get(asker.open().links().next());
                Channel channel = get(asker.openChannel(answering.identity()));
                assertThat(echoed(channel)).isEqualTo(7);

                server.terminate();

                // nothing can be confirmed any more, and the end says so
                assertThat(get(channel.closed()).inOrder()).isFalse();
                assertThat(server.ended(SOON)).isEqualTo(128 + 15);
                assertThat(asker.state()).isNotEqualTo(State.CLOSED);
                assertThat(answerer.state()).isNotEqualTo(State.CLOSED);
            }
            CompletableFuture<ClientLink> after = asker.links().filter(link -> !link.equals(before)).next().toFuture();
            // not its state, which may be an old one: it needn't have noticed yet that its link is gone
            CompletableFuture<ClientLink> listening =
                    answerer.links().filter(link -> !link.equals(answered)).next().toFuture();
            try (var server = ServerProcess.start(port, directory, QUICK)) {
                assertThat(after).succeedsWithin(LONG);
                assertThat(listening).succeedsWithin(LONG);

                assertThat(after.join().isResumed()).isFalse();
                assertThat(echoed(get(asker.openChannel(answering.identity())))).isEqualTo(7);
                server.terminate();
                assertThat(server.ended(SOON)).isEqualTo(128 + 15);
            }
        }
    }

    private static Mono<Void> echo(Channel channel) {
        return channel.send(channel.receive()).onErrorComplete();
    }

    private static int echoed(Channel channel) {
        return get(
                channel.send(Mono.just(ByteBuffer.allocate(7)))
                        .then(channel.receive().next())
                        .map(ByteBuffer::remaining));
    }
}
