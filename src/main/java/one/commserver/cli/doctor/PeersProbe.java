package one.commserver.cli.doctor;

import one.commserver.cli.outcome.OwnThread;
import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.IncomingOffer;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.peer.PeerConnection;
import one.commserver.client.peer.PeerSettings;
import one.commserver.connection.NanoClock;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.terminal.Text;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/// Two identities go in, become peers and send each other data, as any two clients do. For one thread.
final class PeersProbe {

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String TRUST_LEVEL = "doctor";
    private static final int ROUNDS = 20;
    private static final int CHUNK = 32 * 1024;

    private final Visitor first;
    private final Visitor second;
    private final String url;
    private final Duration patience;
    private final NanoClock clock;
    private @Nullable PeerConnection atFirst;
    private @Nullable PeerConnection atSecond;

    /// @param url what the invite names
    /// @param patience for each answer
    PeersProbe(Visitor first, Visitor second, String url, Duration patience, NanoClock clock) {
        this.first = first;
        this.second = second;
        this.url = url;
        this.patience = patience;
        this.clock = clock;
    }

    Outcome authentication() {
        ClientLink link = first.enter(patience.multipliedBy(2));
        String capabilities = String.join(", ", link.capabilities());
        return new Outcome("let in" + (capabilities.isEmpty() ? "" : "; it can " + capabilities))
                .with("capabilities", link.capabilities())
                .took(first.authentication());
    }

    Outcome roundTrip() {
        List<Duration> all =
                OwnThread.await(
                                Flux.range(0, ROUNDS).concatMap(round -> first.link().heartbeat()).collectList(),
                                patience.multipliedBy(2))
                        .stream()
                        .sorted()
                        .toList();
        Duration median = all.get(ROUNDS / 2);
        Duration late = all.get(ROUNDS * 95 / 100);
        return new Outcome(
                        ROUNDS
                                + " heartbeats: "
                                + Text.time(all.getFirst())
                                + " at best, 95 % within "
                                + Text.time(late)
                                + ", "
                                + Text.time(all.getLast())
                                + " at worst")
                .with("count", ROUNDS)
                .with("min_ms", millis(all.getFirst()))
                .with("median_ms", millis(median))
                .with("p95_ms", millis(late))
                .with("max_ms", millis(all.getLast()))
                .took(median);
    }

    /// @throws Trouble if it goes away
    Outcome staying() {
        ServerDraining told = first.draining();
        if (told != null) {
            throw new Trouble("the server drains: it sends its clients away");
        }
        return new Outcome("it stays");
    }

    Outcome pairing() {
        second.enter(patience.multipliedBy(2));
        PairingClient inviter = first.pairing();
        try (InviteLink made = OwnThread.await(inviter.invite(url, LIFE, 1, TRUST_LEVEL), patience)) {
            long start = clock.nanos();
            OwnThread.await(second.pairing().pair(made), patience);
            return new Outcome("two identities are peers").took(Duration.ofNanos(clock.nanos() - start));
        }
    }

    Outcome encryption() {
        Mono<Channel> accepted = OwnThread.begin(first.link().offers().next().flatMap(IncomingOffer::accept));
        Channel channel = OwnThread.await(second.link().openChannel(first.key().identity()), patience);
        long start = clock.nanos();
        PeerSettings settings = PeerSettings.of(Visitor.INSTANCE);
        var both =
                OwnThread.await(
                        Mono.zip(
                                accepted.flatMap(other -> PeerConnection.accept(other, first.key(), settings)),
                                PeerConnection.initiate(channel, second.key(), settings)),
                        patience);
        atFirst = both.getT1();
        atSecond = both.getT2();
        String suite = both.getT1().suite().wireName();
        return new Outcome(suite).with("suite", suite).took(Duration.ofNanos(clock.nanos() - start));
    }

    /// @param bytes how many are sent
    /// @throws Trouble if others come
    Outcome transfer(long bytes) {
        MessageDigest sent = sha256();
        MessageDigest came = sha256();
        long start = clock.nanos();
        Mono<Long> arriving =
                peer(atSecond)
                        .receive()
                        .timeout(patience)
                        .map(buffer -> {
                            int count = buffer.remaining();
                            came.update(buffer);
                            return (long) count;
                        })
                        .scan(0L, Long::sum)
                        .takeUntil(count -> count >= bytes)
                        .last(0L);
        long count =
                OwnThread.await(
                        Mono.zip(arriving, peer(atFirst).send(data(bytes, sent)).thenReturn(true), (all, done) -> all));
        long nanos = clock.nanos() - start;
        if (count != bytes || !MessageDigest.isEqual(sent.digest(), came.digest())) {
            throw new Trouble("what came isn't what was sent");
        }
        return new Outcome(Text.bytes(bytes) + ", encrypted, through the server: " + Text.rate(bytes, nanos))
                .with("bytes", bytes)
                .with("bytes_per_second", Math.round(bytes * 1e9 / nanos));
    }

    /// Takes back what was made, as far as that is possible.
    void part() {
        if (atSecond != null) {
            OwnThread.lastly(atSecond.close(), patience);
        }
        OwnThread.lastly(first.pairing().unpair(second.key().identity()), patience);
    }

    private static Flux<ByteBuffer> data(long bytes, MessageDigest digest) {
        return Flux.generate(
                () -> bytes,
                (left, sink) -> {
                    byte[] chunk = new byte[(int) Math.min(CHUNK, left)];
                    if (chunk.length == 0) {
                        sink.complete();
                    } else {
                        new SplittableRandom(left).nextBytes(chunk);
                        digest.update(chunk);
                        sink.next(ByteBuffer.wrap(chunk));
                    }
                    return left - chunk.length;
                });
    }

    private static PeerConnection peer(@Nullable PeerConnection made) {
        return Objects.requireNonNull(made, "there is no connection yet");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
