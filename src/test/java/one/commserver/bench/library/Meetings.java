package one.commserver.bench.library;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.Recorder;
import one.commserver.bench.load.Turns;
import one.commserver.crypto.SigningKey;

import reactor.core.publisher.Mono;

import java.net.InetSocketAddress;
import java.util.List;

/// Pairs of clients of the library that authenticate, join by a channel, agree on keys and leave, again and again: the
/// cost of meeting.
public final class Meetings extends Turns {

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Recorder recorder;
    private final List<SigningKey> callers = keys();
    private final List<SigningKey> callees = keys();

    /// @param loop counts
    public Meetings(EventLoop loop, InetSocketAddress server, Recorder recorder) {
        this.loop = loop;
        this.server = server;
        this.recorder = recorder;
    }

    @Override
    protected void turn(long number) {
        String instance = "meeting-" + number;
        Meeting.between(
                        Meeting.Client.of(server, key(callers, number), instance),
                        Meeting.Client.of(server, key(callees, number), instance))
                .flatMap(this::agree)
                .subscribe(nothing -> {}, recorder::fail, () -> loop.execute(this::next));
    }

    private Mono<Void> agree(Meeting meeting) {
        return meeting.encrypt().doOnNext(peers -> loop.execute(this::succeed)).then(meeting.part());
    }
}
