package one.commserver.client;

import one.commserver.client.authentication.AuthenticationException;
import one.commserver.client.pairing.PairingException;
import one.commserver.connection.ConnectionError;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;
import reactor.util.context.Context;

import java.util.Set;
import java.util.function.Consumer;

/// Something that an application waits for.
final class Held extends BaseSubscriber<Object> {

    /// When it ends.
    enum Until {
        /// By itself, whatever the server does: it has a time-out.
        ANSWERED,
        /// With what it is about, at the latest when the application closes its client.
        CLOSED,
        /// It may wait for long between two attempts: the application cancels it.
        CANCELLED
    }

    /// What an application that misuses a channel, or is too late, is told.
    private static final Set<String> MISUSE =
            Set.of(
                    "the offer was answered already",
                    "too many sends wait in line",
                    "too many wait for a confirmation",
                    "the channel has a subscriber already",
                    "a discovery link carries no channels");

    /// Where an operator looks for whom to tell of an error that it has nobody to hand to.
    private static final String DROPPED = "reactor.onErrorDropped.local";

    private final String name;
    private final Until until;
    private final long demand;
    private final Consumer<Object> then;
    private volatile Throwable failure;
    private volatile Throwable dropped;

    private Held(String name, Until until, long demand, Consumer<Object> then) {
        this.name = name;
        this.until = until;
        this.demand = demand;
        this.then = then;
    }

    /// @param demand how much of it is taken
    /// @param then told what comes
    static Held of(String name, Until until, Publisher<?> publisher, long demand, Consumer<Object> then) {
        Held held = new Held(name, until, demand, then);
        publisher.subscribe(held);
        return held;
    }

    @Override
    public Context currentContext() {
        Consumer<Throwable> listener = this::dropped;
        return Context.of(DROPPED, listener);
    }

    /// What comes at the very moment at which nobody waits any more, which is often where time passes so fast, needn't
    /// be told; unless it is something that nobody may fail with.
    private void dropped(Throwable thrown) {
        if (isWrong(thrown)) {
            dropped = thrown;
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (demand > 0) {
            request(demand);
        }
    }

    @Override
    protected void hookOnNext(Object next) {
        then.accept(next);
    }

    @Override
    protected void hookOnError(Throwable thrown) {
        failure = thrown;
    }

    /// Whether it has ended, or needn't yet.
    boolean isDone(Until now) {
        return isDisposed() || now.compareTo(until) < 0;
    }

    /// Whether it has failed with something that nobody has said it may.
    boolean isWrong() {
        return dropped != null || isWrong(failure);
    }

    private static boolean isWrong(Throwable failure) {
        return switch (failure) {
            case null -> false;
            case ClientException said -> false;
            case AuthenticationException said -> false;
            case ConnectionError said -> false;
            case PairingException said -> false;
            case IllegalStateException misuse -> !MISUSE.contains(misuse.getMessage());
            default -> true;
        };
    }

    Throwable failure() {
        return dropped == null ? failure : dropped;
    }

    @Override
    public String toString() {
        return name + (failure() == null ? "" : " (" + failure() + ")");
    }
}
