package one.commserver.bench.library;

import one.commserver.bench.load.Load;
import one.commserver.bench.load.Recorder;

import reactor.core.publisher.Mono;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/// Pairs of clients of the library at one server.
public final class ClientPairs implements AutoCloseable {

    /// For one pair to meet or to part.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InetSocketAddress server;
    private final Recorder recorder = new Recorder();
    private final List<Meeting> meetings = new ArrayList<>();
    private final List<ClientPair> pairs = new ArrayList<>();

    private ClientPairs(InetSocketAddress server) {
        this.server = server;
    }

    /// They send through channels as they are.
    public static ClientPairs plain(InetSocketAddress server, int count) {
        var all = new ClientPairs(server);
        return all.joining(count, all::channel);
    }

    /// They send through encrypted connections.
    public static ClientPairs encrypted(InetSocketAddress server, int count) {
        var all = new ClientPairs(server);
        return all.joining(count, all::encryption);
    }

    /// Where these fail. What they leave behind when they are closed is a failure too.
    public Recorder recorder() {
        return recorder;
    }

    /// A window of messages in each pair, as [one.commserver.bench.load.Saturated].
    public Load saturated(int window) {
        return new Load() {
            @Override
            public void start() {
                pairs.forEach(pair -> pair.window(window));
            }

            @Override
            public void stop() {
                pairs.forEach(pair -> pair.window(0));
            }
        };
    }

    /// Messages that have arrived so far. Any thread.
    public long arrived() {
        return pairs.stream().mapToLong(ClientPair::arrived).sum();
    }

    /// Whether all that were sent have arrived. Any thread.
    public boolean isDrained() {
        return pairs.stream().allMatch(ClientPair::isDrained);
    }

    @Override
    public void close() {
        meetings.forEach(meeting -> meeting.part().block(PATIENCE));
    }

    private ClientPairs joining(int count, IntFunction<ClientPair> join) {
        try {
            for (int i = 0; i < count; i++) {
                pairs.add(join.apply(i));
            }
            return this;
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private ClientPair channel(int index) {
        Meeting meeting = meet();
        return new ClientPair(index, meeting.opened()::send, meeting.accepted().receive(), recorder);
    }

    private ClientPair encryption(int index) {
        Meeting.Peers peers = get(meet().encrypt());
        return new ClientPair(index, peers.caller()::send, peers.callee().receive(), recorder);
    }

    private Meeting meet() {
        Meeting meeting =
                get(
                        Meeting.between(
                                Meeting.Client.stranger(server, "sender"),
                                Meeting.Client.stranger(server, "receiver")));
        meetings.add(meeting);
        return meeting;
    }

    private static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE));
    }
}
