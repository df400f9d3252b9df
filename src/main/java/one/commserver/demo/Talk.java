package one.commserver.demo;

import one.commserver.client.Channel;
import one.commserver.client.ChannelEnd;
import one.commserver.client.ClientLink;
import one.commserver.demo.Step.Budget;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.security.MessageDigest;
import java.time.Duration;

/// A and B meet, A opens a channel to B, and each sends the other the file.
///
/// @param progress makes the display of one transfer, from its label and its size
record Talk(Journal journal, Arrival arrival, Guest a, Guest b, Payload payload, Display progress) {

    /// Makes the display of one transfer.
    @FunctionalInterface
    interface Display {
        Progress of(String label, long size);
    }

    /// How long a transfer may stand still.
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    /// How many buffers wait to be digested.
    private static final int AHEAD = 16;

    private static final String GOODBYE = "tour_done";

    void run() {
        long start = System.nanoTime();
        ClientLink linkA = arrival.of("A", a, ConnectionKind.DATA);
        ClientLink linkB = arrival.of("B", b, ConnectionKind.DATA);
        Ends ends = journal.step("A opens a channel to B", Budget.NONE, step -> open(step, linkA, linkB));
        long talking = System.nanoTime() - start;
        journal.step(
                "all until A and B can talk",
                Budget.ALL,
                step -> {
                    step.took(Duration.ofNanos(talking));
                    return step;
                });
        journal.step("A's heartbeat is answered", Budget.NONE, step -> heartbeat(step, linkA));
        journal.step("file from A to B", Budget.NONE, step -> transfer(step, ends.a, ends.b, "A to B"));
        journal.step("file from B to A", Budget.NONE, step -> transfer(step, ends.b, ends.a, "B to A"));
        journal.step("A closes the channel", Budget.NONE, step -> close(step, ends, linkA, linkB));
    }

    /// The two ends of a channel.
    private record Ends(Channel a, Channel b) {}

    private Step heartbeat(Step step, ClientLink link) {
        step.expect("heartbeat_ack");
        int before = a.of(link).messages();
        Duration roundTrip = step.await(link.heartbeat(), Guest.PATIENCE);
        step.took(roundTrip);
        step.messages("A", 2, a.of(link).messages() - before); // heartbeat, heartbeat_ack
        return step;
    }

    private Ends open(Step step, ClientLink linkA, ClientLink linkB) {
        step.expect("channel_opened");
        int beforeA = a.of(linkA).messages();
        int beforeB = b.of(linkB).messages();
        Mono<Channel> accepted = Arrival.accepting(linkB);
        Channel atA = step.await(linkA.openChannel(linkB.identity()), Guest.PATIENCE);
        Channel atB = step.await(accepted, Guest.PATIENCE);
        step.same("B hears from", linkA.identity(), atB.peer());
        step.messages("B", 2, b.of(linkB).messages() - beforeB); // channel_offer, channel_accept
        step.messages("A", 2, a.of(linkA).messages() - beforeA); // channel_open, channel_opened
        return new Ends(atA, atB);
    }

    private Step transfer(Step step, Channel from, Channel to, String label) {
        step.expect(payload.size() + " bytes");
        MessageDigest digest = Payload.digest();
        Progress display = progress.of(label, payload.size());
        long start = System.nanoTime();
        try {
            Mono<Long> arriving = payload.size() == 0 ? Mono.just(0L) : arriving(to, digest, display);
            long came =
                    step.await(
                            Mono.zip(arriving, from.send(payload.chunks()).thenReturn(true), (bytes, sent) -> bytes),
                            Duration.ofDays(1)); // it is a standstill that ends it, not its size
            step.note(Text.rate(came, System.nanoTime() - start));
            step.same("bytes", payload.size(), came);
            step.same("SHA-256", payload.sha256(), Payload.hex(digest));
        } finally {
            display.end();
        }
        return step;
    }

    private Mono<Long> arriving(Channel to, MessageDigest digest, Progress display) {
        return to.receive()
                .publishOn(Schedulers.boundedElastic(), AHEAD) // digesting and printing take their time
                .timeout(STANDSTILL, Mono.error(() -> new IllegalStateException("nothing more for 30 seconds")))
                .map(buffer -> {
                    int bytes = buffer.remaining();
                    digest.update(buffer);
                    display.add(bytes);
                    return bytes;
                })
                .scan(0L, Long::sum)
                .takeUntil(bytes -> bytes >= payload.size())
                .last(0L);
    }

    private Step close(Step step, Ends ends, ClientLink linkA, ClientLink linkB) {
        step.expect("channel_closed");
        int beforeA = a.of(linkA).messages();
        int beforeB = b.of(linkB).messages();
        ChannelEnd atA = step.await(ends.a.close(GOODBYE), Guest.PATIENCE);
        ChannelEnd atB = step.await(ends.b.closed(), Guest.PATIENCE);
        step.same("A is told", new ChannelEnd(ClosedBy.CLIENT, GOODBYE), atA);
        step.same("B is told", new ChannelEnd(ClosedBy.PEER, GOODBYE), atB);
        step.messages("B", 1, b.of(linkB).messages() - beforeB); // channel_closed
        step.messages("A", 2, a.of(linkA).messages() - beforeA); // channel_close, channel_closed
        return step;
    }
}
