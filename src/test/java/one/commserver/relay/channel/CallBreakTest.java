package one.commserver.relay.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.relay.bounds.Memory;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.tracing.TraceSpan;
import one.commserver.tracing.Tracing;
import one.commserver.transport.FrameOutlet;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The opener's link is lost at the moment at which its channel is opened on another thread: that is one break.
@Timeout(60)
class CallBreakTest {

    private static final long CREDIT = 1_000;

    private final List<ServerMessage> told = new ArrayList<>();
    private final VirtualTimeScheduler timers = VirtualTimeScheduler.create();
    private Runnable whenBegun = () -> {};
    private Consumer<ServerMessage> whenTold = message -> {};
    private final Rules rules = rules();
    private final Party opener = party();
    private final Party acceptor = party();

    @Test
    void aBreakBeforeTheChannelIsAmongTheOpenersOwnIsMadeUpFor() {
        whenBegun = this::lose;

        open();

        assertOneBreak();
    }

    @Test
    void aBreakThatFindsTheChannelAmongTheOpenersOwnIsEnough() throws InterruptedException {
        Thread losing = Thread.ofPlatform().unstarted(this::lose);
        whenTold =
                message -> {
                    if (message instanceof ChannelOpened) {
                        losing.start();
                        // it has found the channel, and waits for whoever is opening it
                        await().until(() -> losing.getState() == Thread.State.BLOCKED);
                    }
                };

        open();
        losing.join();

        assertOneBreak();
    }

    private void assertOneBreak() {
        synchronized (told) {
            assertThat(told.stream().filter(ChannelInterrupted.class::isInstance))
                    .hasSize(1)
                    .first()
                    .extracting(message -> ((ChannelInterrupted) message).generation())
                    .isEqualTo(2);
        }
    }

    private void lose() {
        opener.table().interrupt(Channel::interrupt);
    }

    private void open() {
        opener.attach(new Telling(this::isTold));
        acceptor.attach(new Telling(message -> {}));
        var call = new Call(opener, acceptor.slot().identity(), "r", CREDIT, rules, TraceSpan.NONE);
        call.ask(List.of(acceptor), List.of());
        assertThat(call.accept(acceptor, CREDIT)).isTrue();
    }

    private void isTold(ServerMessage message) {
        synchronized (told) {
            told.add(message);
        }
        whenTold.accept(message);
    }

    private Party party() {
        var identity = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
        var slot = new Slot(identity, "phone", ConnectionKind.DATA, "");
        return new Party(new Registration(slot, 1, new NodeId("node"), new SessionId("session")), 0, rules);
    }

    private Rules rules() {
        return new Rules(
                10,
                10,
                CREDIT,
                CREDIT,
                CREDIT,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                timers,
                new Memory(() -> 1_000_000, timers),
                new RelayMeters(new SimpleMeterRegistry()),
                new Beginning(),
                Tracing.NONE);
    }

    private final class Beginning implements Rules.Ledger {

        @Override
        public @Nullable ChannelKey begin(LocalChannel channel) {
            whenBegun.run();
            return null;
        }

        @Override
        public void end(ChannelKey key) {}

        @Override
        public void changed(Party party) {}
    }

    private record Telling(Consumer<ServerMessage> listener) implements Line {

        @Override
        public void tell(ServerMessage message) {
            listener.accept(message);
        }

        @Override
        public void queue(Departure departure) {
            departure.depart();
        }

        @Override
        public FrameOutlet outlet() {
            return FrameOutlet.NOWHERE;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }
}
