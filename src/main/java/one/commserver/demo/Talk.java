package one.commserver.demo;

import one.commserver.client.peer.PeerConnection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.terminal.Progress;
import one.commserver.terminal.Text;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.security.MessageDigest;
import java.time.Duration;

/// Two peers send each other the file, encrypted end to end.
///
/// @param progress makes the display of one transfer, from its label and its size
record Talk(Journal journal, Meeting.Peers peers, Payload payload, Display progress) {

    /// Makes the display of one transfer.
    @FunctionalInterface
    interface Display {
        Progress of(String label, long size);
    }

    /// How long a transfer may stand still.
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    /// How many buffers wait to be digested.
    private static final int AHEAD = 16;

    void run() {
        journal.step(
                "file from A to B",
                Budget.NONE,
                step -> transfer(step, peers.atA(), peers.atB(), "A to B", Long.MAX_VALUE, () -> {}));
        journal.step(
                "file from B to A",
                Budget.NONE,
                step -> transfer(step, peers.atB(), peers.atA(), "B to A", Long.MAX_VALUE, () -> {}));
    }

    void end() {
        journal.step("B ends the conversation", Budget.NONE, this::end);
    }

    /// @param mark after how many bytes something happens, once
    Step transfer(Step step, PeerConnection from, PeerConnection to, String label, long mark, Runnable atMark) {
        step.expect(payload.size() + " bytes");
        MessageDigest digest = Payload.digest();
        Progress display = progress.of(label, payload.size());
        long start = System.nanoTime();
        try {
            Mono<Long> arriving = payload.size() == 0 ? Mono.just(0L) : arriving(to, digest, display, mark, atMark);
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

    private Mono<Long> arriving(PeerConnection to, MessageDigest digest, Progress display, long mark, Runnable atMark) {
        return to.receive()
                .publishOn(Schedulers.boundedElastic(), AHEAD) // digesting and printing take their time
                .timeout(STANDSTILL, Mono.error(() -> new IllegalStateException("nothing more for 30 seconds")))
                .map(buffer -> {
                    int bytes = buffer.remaining();
                    digest.update(buffer);
                    display.add(bytes);
                    return bytes;
                })
                .scan(
                        0L,
                        (before, bytes) -> {
                            if (before < mark && before + bytes >= mark) {
                                atMark.run();
                            }
                            return before + bytes;
                        })
                .takeUntil(bytes -> bytes >= payload.size())
                .last(0L);
    }

    private Step end(Step step) {
        step.expect("an authenticated end at both ends");
        Mono<Boolean> complete = peers.atA().receive().then(Mono.just(true));
        ConnectionEnd atB = step.await(peers.atB().close(), Guest.PATIENCE);
        step.check(step.await(complete, Guest.PATIENCE), "A knows that this was all", "a stream that was cut");
        step.check(atB.status().isNormal(), "a close in order", String.valueOf(atB.status()));
        return step;
    }
}
