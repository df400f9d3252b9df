package one.commserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory.Presence;
import one.commserver.pairing.Pairings;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.RegistryUnavailableException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// What is read early comes late: stores that answer when the test wants them to.
class PresenceFeedTest {

    private static final PresenceSubscribed END = new PresenceSubscribed("s");

    private final Identity self = RegistryScene.newIdentity();
    private final Identity peer = RegistryScene.newIdentity();
    private final List<ServerMessage> told = new ArrayList<>();
    private final List<Consumer<Identity>> listeners = new ArrayList<>();
    private final List<Runnable> losses = new ArrayList<>();

    /// What the directory answers, one after another; empty: that nobody was ever there.
    private final Deque<Mono<Presence>> answers = new ArrayDeque<>();

    private boolean paired = true;
    private final VirtualTimeScheduler timers = VirtualTimeScheduler.create();
    private final PresenceFeed feed =
            new PresenceFeed(store(Pairings.class), store(Directory.class), Schedulers.immediate(), timers);
    private final Subscriber subscriber = new Subscriber(self, told::add);
    private Disposable running;

    @BeforeEach
    void run() {
        running = feed.run().subscribe();
    }

    @AfterEach
    void stop() {
        running.dispose();
        timers.dispose();
    }

    @Test
    void whatChangesWhileTheFirstLookIsUnderWayIsToldWithIt() {
        Sinks.One<Presence> slow = Sinks.one();
        answers.add(slow.asMono());
        Disposable subscribing = feed.subscribe(subscriber, END).subscribe();
        answers.add(Mono.just(new Presence(true, 2)));
        changed();
        assertThat(told).isEmpty();

        slow.tryEmitValue(new Presence(false, 1)).orThrow();

        assertThat(subscribing.isDisposed()).isTrue();
        assertThat(told).containsExactly(online(), END);
    }

    @Test
    void anOldAnswerDoesNotOvertakeANewerOne() {
        subscribe();
        Sinks.One<Presence> slow = Sinks.one();
        answers.add(slow.asMono());
        answers.add(Mono.just(new Presence(false, 2)));
        changed();
        changed();

        slow.tryEmitValue(new Presence(true, 1)).orThrow();

        assertThat(told).containsExactly(END);
    }

    @Test
    void theSameAgainIsNotToldAgain() {
        subscribe();
        answers.add(Mono.just(new Presence(true, 1)));
        answers.add(Mono.just(new Presence(true, 1)));
        answers.add(Mono.just(new Presence(true, 3)));
        answers.add(Mono.just(new Presence(false, 4)));
        changed();
        changed();
        changed();
        changed();

        assertThat(told).containsExactly(END, online(), offline());
    }

    @Test
    void nothingIsToldThatWasLookedUpBeforeThePairingEnded() {
        subscribe();
        Sinks.One<Presence> slow = Sinks.one();
        answers.add(slow.asMono());
        changed();
        paired = false;
        feed.parted(self, peer);

        slow.tryEmitValue(new Presence(true, 1)).orThrow();

        assertThat(told).containsExactly(END);
    }

    /// The end is told late.
    @Test
    void whoMeetAgainBeforeTheirPartingIsToldSeeEachOther() {
        subscribe();
        answers.add(Mono.just(new Presence(true, 1)));
        changed();
        answers.add(Mono.just(new Presence(true, 1)));

        feed.parted(self, peer);

        assertThat(told).containsExactly(END, online(), online());
    }

    @Test
    void aPeerThatIsPartedWhileOneSubscribesIsNotTold() {
        Sinks.One<Presence> slow = Sinks.one();
        answers.add(slow.asMono());
        Disposable subscribing = feed.subscribe(subscriber, END).subscribe();
        paired = false;
        feed.parted(peer, self);

        slow.tryEmitValue(new Presence(true, 1)).orThrow();

        assertThat(subscribing.isDisposed()).isTrue();
        assertThat(told).containsExactly(END);
    }

    @Test
    void aStoreThatIsAwayIsAskedAgain() {
        subscribe();
        answers.add(Mono.error(new RegistryUnavailableException(Duration.ofSeconds(1))));
        answers.add(Mono.just(new Presence(true, 1)));
        changed();
        assertThat(told).containsExactly(END);

        timers.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(told).containsExactly(END, online());
    }

    /// As many as are looked at at once.
    @Test
    void whoCannotBeLookedAtHoldsUpNobodyElse() {
        subscribe();
        for (int i = 0; i < 16; i++) {
            answers.add(Mono.error(new RegistryUnavailableException(Duration.ofSeconds(1))));
            Identity stranger = RegistryScene.newIdentity();
            listeners.forEach(listener -> listener.accept(stranger));
        }
        answers.add(Mono.just(new Presence(true, 1)));

        changed();

        assertThat(told).containsExactly(END, online());
    }

    @Test
    void whatWasMissedIsReadAgainAndToldOnce() {
        subscribe();
        answers.add(Mono.just(new Presence(true, 1)));
        losses.forEach(Runnable::run);
        answers.add(Mono.just(new Presence(true, 1)));
        losses.forEach(Runnable::run);
        answers.add(Mono.just(new Presence(false, 2)));
        losses.forEach(Runnable::run);

        assertThat(told).containsExactly(END, online(), offline());
    }

    @Test
    void whatWasMissedIsReadAgainAlsoIfTheStoreIsAwayForAWhile() {
        subscribe();
        answers.add(Mono.error(new RegistryUnavailableException(Duration.ofSeconds(1))));
        answers.add(Mono.just(new Presence(true, 1)));
        losses.forEach(Runnable::run);
        losses.forEach(Runnable::run);
        assertThat(told).containsExactly(END);

        timers.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(told).containsExactly(END, online());
    }

    @Test
    void whatIsReadAgainIsNotToldBehindTheEndOfAPairing() {
        subscribe();
        Sinks.One<Presence> slow = Sinks.one();
        answers.add(slow.asMono());
        losses.forEach(Runnable::run);
        paired = false;
        feed.parted(self, peer);

        slow.tryEmitValue(new Presence(true, 1)).orThrow();

        assertThat(told).containsExactly(END);
    }

    @Test
    void whoHasUnsubscribedIsToldNothingAndNotKept() {
        subscribe();
        assertThat(feed.count()).isEqualTo(1);

        feed.unsubscribe(subscriber);

        answers.add(Mono.just(new Presence(true, 1)));
        changed();
        assertThat(told).containsExactly(END);
        assertThat(feed.count()).isZero();
    }

    private void subscribe() {
        var _ = feed.subscribe(subscriber, END).subscribe();
    }

    private void changed() {
        listeners.forEach(listener -> listener.accept(peer));
    }

    private DiscoveryMessage.Presence online() {
        return new DiscoveryMessage.Presence(null, peer, true);
    }

    private DiscoveryMessage.Presence offline() {
        return new DiscoveryMessage.Presence(null, peer, false);
    }

    @SuppressWarnings("unchecked")
    private <T> T store(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "onChange" -> {
                                        listeners.add((Consumer<Identity>) arguments[0]);
                                        yield null;
                                    }
                                    case "onLoss" -> {
                                        losses.add((Runnable) arguments[0]);
                                        yield null;
                                    }
                                    case "peers" -> Mono.fromSupplier(() -> peersOf((Identity) arguments[0]));
                                    case "presence" ->
                                            Mono.defer(() ->
                                                    answers.isEmpty()
                                                            ? Mono.just(new Presence(false, 0))
                                                            : answers.remove());
                                    // the feed has no business with the others
                                    default -> throw new UnsupportedOperationException(method.getName());
                                }));
    }

    private List<Identity> peersOf(Identity identity) {
        return !paired ? List.of() : identity.equals(self) ? List.of(peer) : List.of(self);
    }
}
