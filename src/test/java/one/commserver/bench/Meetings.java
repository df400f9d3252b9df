package one.commserver.bench;

import io.netty.channel.EventLoop;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import reactor.core.publisher.Mono;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/// Pairs of clients of the library that authenticate, join by a channel, agree on keys and leave, again and again, each
/// pair in its turn: the cost of meeting. On the event loop.
final class Meetings implements Load {

    private static final int PAIRS = 8;
    private static final int IDENTITIES = 64;

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Recorder recorder;
    private final List<SigningKey> callers = keys();
    private final List<SigningKey> callees = keys();
    private boolean stopped;
    private long begun;
    private long succeeded;
    private int running;

    Meetings(EventLoop loop, InetSocketAddress server, Recorder recorder) {
        this.loop = loop;
        this.server = server;
        this.recorder = recorder;
    }

    long succeeded() {
        return succeeded;
    }

    boolean isDrained() {
        return running == 0;
    }

    @Override
    public void start() {
        stopped = false;
        for (int i = 0; i < PAIRS; i++) {
            running++;
            next();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void next() {
        if (stopped) {
            running--;
            return;
        }
        int turn = (int) (begun % IDENTITIES);
        // never the same slot twice, so nothing has to be displaced or resumed
        String instance = "meeting-" + begun++;
        Meeting.between(
                        Meeting.Client.of(server, callers.get(turn), instance),
                        Meeting.Client.of(server, callees.get(turn), instance))
                .flatMap(this::agree)
                .subscribe(nothing -> {}, recorder::fail, () -> loop.execute(this::next));
    }

    private Mono<Void> agree(Meeting meeting) {
        return meeting.encrypt().doOnNext(peers -> loop.execute(() -> succeeded++)).then(meeting.part());
    }

    private static List<SigningKey> keys() {
        return Stream.generate(() -> SigningKey.generate(SignatureAlgorithm.ED25519)).limit(IDENTITIES).toList();
    }
}
