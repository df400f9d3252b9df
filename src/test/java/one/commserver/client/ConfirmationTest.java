package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.flow.Frames;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ClosedBy;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/// What a receiver confirms, what waits for that, and a close that does.
class ConfirmationTest extends ResumptionFixture {

    @Test
    void aSenderStopsWhenOneWindowIsUnconfirmedWhateverTheLimit() throws Exception {
        server.socket.binary(Frames.flow(1, 0, 131_072));
        channel.send(Flux.range(0, 100).map(i -> payload(10_000))).subscribe(ignored -> {}, failure -> {});
        long sent = 0;
        while (sent + 10_005 <= 131_072) {
            sent += frame().remaining();
        }
        server.socket.binary(Frames.flow(1, 0, sent + 131_072));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();

        server.socket.binary(Frames.flow(1, 10_005, sent + 131_072));

        assertThat(frame().remaining()).isEqualTo(10_005);
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();
    }

    @Test
    void confirmedWaitsForTheReceiver() throws Exception {
        get(channel.confirmed());
        sendFrames(10, 20);
        Mono<Void> confirmed = channel.confirmed().cache();
        var waiting = confirmed.toFuture();
        flow(15, 65_536);
        assertThat(waiting).isNotDone();

        flow(40, 65_536);

        get(confirmed);
    }

    @Test
    void whatHasComeIsToldSoonAndThenNoMore() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        link = connect(clients.client(key(), "phone", builder -> builder.timers(time)));
        channel = get(link.openChannel(peer.identity()));
        server.socket.binary(data(1));
        server.socket.binary(data(2));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();

        time.advanceTimeBy(Session.CONFIRMATION_DELAY);

        assertThat(frame()).isEqualTo(Frames.flow(1, 13, 16_384));
        time.advanceTimeBy(Session.CONFIRMATION_DELAY.multipliedBy(10));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();
    }

    @Test
    void aCloseWaitsForTheConfirmation() throws Exception {
        sendFrames(10);
        channel.close("done").subscribe();
        get(link.heartbeat());
        assertThat(server.heard).noneMatch(ChannelClose.class::isInstance);

        flow(15, 65_536);

        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("done");
    }

    @Test
    void aCloseWaitsForTheResumption() throws Exception {
        sendFrames(10);
        lose();
        channel.close("done").subscribe();
        come(2);
        assertThat(server.heard(ChannelResume.class).generation()).isEqualTo(2);

        resumed(2, 15, 65_536);

        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("done");
    }

    @Test
    void aCloseThatWasUnderWayIsSentAgain() throws Exception {
        Mono<ChannelEnd> closing = channel.close("done").cache();
        closing.subscribe();
        server.heard(ChannelClose.class);
        lose();

        come(2);

        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("done");
        server.socket.tell(new ChannelClosed("c1", 1, ClosedBy.CLIENT, "done"));
        assertThat(get(closing)).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "done"));
        assertThat(server.heard.stream().filter(ChannelResume.class::isInstance)).isEmpty();
    }

    @Test
    void aCloseThatTheServerHasHeardIsDone() throws Exception {
        Mono<ChannelEnd> closing = channel.close("done").cache();
        closing.subscribe();
        server.heard(ChannelClose.class);
        lose();

        come();

        assertThat(get(closing)).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "done"));
    }
}
