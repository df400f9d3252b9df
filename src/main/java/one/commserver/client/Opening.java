package one.commserver.client;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelOffer;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.MonoSink;

/// A channel that was asked for and isn't answered yet. Belongs to the session's thread.
final class Opening {

    private final Identity to;
    private final @Nullable String instance;
    private final MonoSink<Channel> sink;
    private final Disposable.Swap timer = Disposables.swap();
    private boolean settled;
    private @Nullable IncomingOffer held;
    private @Nullable MonoSink<Channel> acceptor;

    Opening(Identity to, @Nullable String instance, MonoSink<Channel> sink) {
        this.to = to;
        this.instance = instance;
        this.sink = sink;
    }

    Identity to() {
        return to;
    }

    /// Whether that device of the peer's will do.
    boolean wants(String device) {
        return instance == null || instance.equals(device);
    }

    void timer(Disposable newTimer) {
        timer.update(newTimer);
    }

    /// There is nothing more to wait for.
    void cancelTimer() {
        timer.dispose();
    }

    /// Whether the one who asked has an answer, or wants none any more.
    boolean isSettled() {
        return settled;
    }

    /// Gives the answer, unless there is one already.
    void succeed(Channel channel) {
        cancelTimer();
        if (settle()) {
            sink.success(channel);
        }
    }

    void fail(Throwable failure) {
        cancelTimer();
        if (settle()) {
            sink.error(failure);
        }
    }

    /// The one who asked wants no answer any more. Its time goes on: somebody else may wait for the answer, too.
    boolean settle() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    /// Whether that offer asks for the very channel that is being opened here: both peers have opened at once.
    boolean meets(ChannelOffer offer) {
        return !settled
                && held == null
                && to.equals(offer.from())
                && (instance == null || instance.equals(offer.instance()));
    }

    /// Keeps the other side's offer until this one is answered.
    ///
    /// @param newAcceptor who has accepted the offer already; null: nobody was asked
    void hold(IncomingOffer offer, @Nullable MonoSink<Channel> newAcceptor) {
        held = offer;
        acceptor = newAcceptor;
    }

    /// Keeps no offer any more.
    void letGo() {
        held = null;
        acceptor = null;
    }

    @Nullable MonoSink<Channel> acceptor() {
        return acceptor;
    }

    @Nullable IncomingOffer held() {
        return held;
    }
}
