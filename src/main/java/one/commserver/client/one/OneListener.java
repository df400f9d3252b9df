package one.commserver.client.one;

import one.commserver.client.dial.Dialer;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/// Can be reached through one server, by whoever knows its key. Made by [OneSettingsBuilder#listener]. Safe from any
/// thread.
///
/// It keeps some sockets waiting at the server. When one is handed over to somebody who asks, another one takes its
/// place at once; when one fails, after a delay.
public final class OneListener {

    /// Whether it can be reached.
    public enum State {
        /// Nobody takes its connections.
        NOT_LISTENING,
        /// No socket waits at the server.
        CONNECTING,
        /// At least one does.
        LISTENING
    }

    private final Dialer dialer;
    private final BoxKeyPair own;
    private final OneSettings settings;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final Sinks.Many<State> states = Sinks.many().replay().latestOrDefault(State.NOT_LISTENING);
    private volatile State state = State.NOT_LISTENING;
    private volatile @Nullable Throwable failure;

    OneListener(Dialer dialer, BoxKeyPair own, OneSettings settings) {
        this.dialer = dialer;
        this.own = own;
        this.settings = settings;
    }

    /// By which key it is reached.
    public BoxPublicKey publicKey() {
        return own.publicKey();
    }

    /// Listens as long as it is subscribed to, and hands over each connection when both ends have proven that they own
    /// their keys. Never completes. Cancelling closes what waits, at the server and for the subscriber, and leaves what
    /// was handed over.
    ///
    /// One subscriber at a time; another one gets an [IllegalStateException]. Whoever is slow lets connections wait: as
    /// many as the backlog says, and those that wait at the server meanwhile.
    public Flux<OneConnection> connections() {
        return Flux.defer(() -> {
            if (!taken.compareAndSet(false, true)) {
                return Flux.error(new IllegalStateException("somebody takes the listener's connections already"));
            }
            return Flux.<OneConnection>create(sink ->
                            new Listening(
                                            dialer,
                                            own,
                                            settings,
                                            () -> ThreadLocalRandom.current().nextDouble(),
                                            this::report,
                                            sink)
                                    .start())
                    .doFinally(signal -> taken.set(false));
        });
    }

    /// Whether it can be reached, now and from now on. Never completes; whoever is slow misses some.
    public Flux<State> states() {
        return states.asFlux().distinctUntilChanged();
    }

    /// Whether it can be reached.
    public State state() {
        return state;
    }

    /// What has gone wrong last, if nothing has gone well since.
    public Optional<Throwable> lastFailure() {
        return Optional.ofNullable(failure);
    }

    private void report(State now, @Nullable Throwable why) {
        failure = why;
        if (state != now) {
            state = now;
            states.tryEmitNext(now);
        }
    }

    @Override
    public String toString() {
        return "OneListener[" + own.publicKey() + " at " + dialer.address() + "]";
    }
}
