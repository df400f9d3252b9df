package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.ConnectionConflict;
import one.commserver.protocol.ErrorCode;
import one.commserver.registry.Registry;
import one.commserver.registry.Slot;
import one.commserver.registry.TestHolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Chapters 3 (session) and 4 (slots), without a window in which newcomers are refused.
class SlotIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    @Test
    void aNewcomerReplacesTheOccupant() {
        RawClient occupant = SERVER.join();

        RawClient newcomer = SERVER.join(occupant.who());

        occupant.closed(CloseReason.REPLACED);
        assertThat(newcomer.hello().resumed()).isFalse();
        assertThat(newcomer.token()).isNotEqualTo(occupant.token());
        newcomer.isQuiet();
    }

    @Test
    void kindsLanesAndInstancesAreSlotsOfTheirOwn() {
        Who who = Who.anybody();
        RawClient data = SERVER.join(who);
        RawClient lane = SERVER.join(who.lane("bulk"));
        RawClient control = SERVER.join(who.kind(ConnectionKind.CONTROL));
        RawClient tablet = SERVER.join(who.instance("tablet"));

        RawClient newLane = SERVER.join(who.lane("bulk"));

        lane.closed(CloseReason.REPLACED);
        data.isQuiet();
        control.isQuiet();
        tablet.isQuiet();
        newLane.isQuiet();
    }

    @Test
    void theEmptyLaneIsTheDefaultOne() {
        RawClient occupant = SERVER.join();

        SERVER.join(occupant.who().lane("")).isQuiet();

        occupant.closed(CloseReason.REPLACED);
    }

    @Test
    void discoveryHasNoSlot() {
        Who who = Who.anybody();
        RawClient data = SERVER.join(who);
        RawClient first = SERVER.join(who.kind(ConnectionKind.DISCOVERY));
        RawClient second = SERVER.join(who.kind(ConnectionKind.DISCOVERY).session(data.token()));

        first.isQuiet();
        second.isQuiet();
        data.isQuiet();
        assertThat(second.hello().resumed()).isFalse();
        first.text("{\"type\":\"channel_close\",\"channel\":1,\"ref\":\"c\"}");
        assertThat(first.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR).ref()).isEqualTo("c");
    }

    @Test
    void oneLaneTooManyIsRefused() {
        Who who = Who.anybody();
        for (int lane = 0; lane < 4; lane++) {
            SERVER.join(who.lane("lane-" + lane));
        }
        RawClient fifth = SERVER.connect();
        loginWithoutSuccess(fifth, who.lane("lane-4"));

        fifth.refused(ErrorCode.LIMIT_LANES, CloseReason.POLICY_VIOLATION);
        SERVER.join(who.lane("lane-3")).isQuiet();
    }

    @Test
    void whoHasTheTokenGoesOnWithTheSession() {
        RawClient first = SERVER.join();

        RawClient again = SERVER.join(first.who().session(first.token()));
        first.closed(CloseReason.REPLACED);
        RawClient oncemore = SERVER.join(first.who().session(first.token()));
        again.closed(CloseReason.REPLACED);

        assertThat(again.hello().resumed()).isTrue();
        assertThat(oncemore.hello().resumed()).isTrue();
        assertThat(oncemore.token()).isEqualTo(first.token());
        assertThat(oncemore.hello().channels()).isEmpty();
    }

    @Test
    void aSessionOutlivesItsSocket() {
        RawClient first = SERVER.join();
        first.cut();

        RawClient again = SERVER.join(first.who().session(first.token()));

        assertThat(again.hello().resumed()).isTrue();
        assertThat(again.token()).isEqualTo(first.token());
    }

    @Test
    void whoClosesInOrderEndsTheSession() {
        RawClient caller = SERVER.join();
        RawClient first = SERVER.join();
        first.leave();
        Offers.awaitUnreachable(caller, first.identity());

        RawClient again = SERVER.join(first.who().session(first.token()));

        assertThat(again.hello().resumed()).isFalse();
        assertThat(again.token()).isNotEqualTo(first.token());
    }

    @Test
    void aTokenOfSomebodyElseOrOfAnotherSlotIsWorthNothing() {
        RawClient victim = SERVER.join();
        RawClient thief = SERVER.join(Who.anybody().session(victim.token()));
        RawClient lane = SERVER.join(victim.who().lane("other").session(victim.token()));
        RawClient made = SERVER.join(Who.anybody().session("~invented!"));

        assertThat(thief.hello().resumed()).isFalse();
        assertThat(thief.token()).isNotEqualTo(victim.token());
        assertThat(lane.hello().resumed()).isFalse();
        assertThat(lane.token()).isNotEqualTo(victim.token());
        assertThat(made.hello().resumed()).isFalse();
        victim.isQuiet();
    }

    @Test
    void theTokenOfADisplacedSessionIsWorthNothing() {
        RawClient first = SERVER.join();
        SERVER.join(first.who());

        RawClient third = SERVER.join(first.who().session(first.token()));

        assertThat(third.hello().resumed()).isFalse();
    }

    @Test
    void fromTheThirdDisplacementOnEverybodyIsTold() {
        Who who = Who.anybody();
        RawClient elsewhere = SERVER.join(who.instance("tablet").kind(ConnectionKind.CONTROL));
        RawClient stranger = SERVER.join();
        SERVER.join(who);
        SERVER.join(who);
        RawClient loser = SERVER.join(who);
        elsewhere.isQuiet();

        RawClient winner = SERVER.join(who);

        for (RawClient each : new RawClient[] {elsewhere, loser, winner}) {
            ConnectionConflict conflict = each.message(ConnectionConflict.class);
            assertThat(conflict).isEqualTo(new ConnectionConflict(null, "phone", ConnectionKind.DATA, "", 3));
        }
        loser.closed(CloseReason.REPLACED);
        SERVER.join(who);
        assertThat(elsewhere.message(ConnectionConflict.class).displacements()).isEqualTo(4);
        stranger.isQuiet();
    }

    /// Its slot is decided, but who had it before hasn't left yet.
    @Test
    void whoIsNotInYetIsToldOfAConflictBehindItsWelcome() {
        Who who = Who.anybody();
        Registry registry = SERVER.context().getBean(Registry.class);
        Slot tablet = new Slot(who.key().identity(), "tablet", ConnectionKind.DATA, "");
        TestHolder former = TestHolder.slow().takes(registry, tablet, null);
        RawClient newcomer = SERVER.connect();
        var login =
                CompletableFuture.supplyAsync(() -> newcomer.login(who.instance("tablet")), Thread::startVirtualThread);
        former.awaitDisplaced();

        for (int i = 0; i < 4; i++) {
            SERVER.join(who);
            SERVER.join(who.instance("glasses"));
        }
        former.stopped.tryEmitEmpty();

        login.orTimeout(20, TimeUnit.SECONDS).join();
        for (String instance : List.of("phone", "glasses")) {
            assertThat(newcomer.message(ConnectionConflict.class))
                    .isEqualTo(new ConnectionConflict(null, instance, ConnectionKind.DATA, "", 3));
        }
        newcomer.isQuiet();
    }

    @Test
    void resumptionIsNoDisplacement() {
        RawClient first = SERVER.join();
        Who resuming = first.who().session(first.token());
        RawClient elsewhere = SERVER.join(first.who().instance("tablet"));

        for (int i = 0; i < 5; i++) {
            SERVER.join(resuming).isQuiet();
        }

        elsewhere.isQuiet();
    }

    @Test
    void nothingOfADisplacedClientComesBehindItsSuccessor() throws Exception {
        RawClient peer = SERVER.join();
        RawClient old = SERVER.join();
        Joined pair = Joined.of(old, peer);
        var flowing = new CountDownLatch(50);
        CompletableFuture<Void> flood =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                for (int i = 0; i < 5_000; i++) {
                                    old.data(pair.here(), new byte[3]);
                                    flowing.countDown();
                                }
                            } catch (UncheckedIOException closed) {
                                // the server has had enough
                            }
                        },
                        Thread::startVirtualThread);
        flowing.await();

        SERVER.join(old.who());

        Received last = peer.next();
        while (last instanceof Received.Binary) {
            last = peer.next();
        }
        assertThat(last)
                .isInstanceOfSatisfying(
                        Received.Text.class,
                        text -> assertThat(text.json()).containsAnyOf("\"replaced\"", "\"credit_exceeded\""));
        flood.join();
        peer.isQuiet();
    }

    @Test
    void numbersGoOnInAResumedSession() {
        RawClient peer = SERVER.join();
        RawClient first = SERVER.join();
        Joined before = Joined.of(first, peer);
        before.works();

        RawClient again = SERVER.join(first.who().session(first.token()));
        peer.message(ChannelInterrupted.class);
        Joined after = Joined.of(again, peer);
        again.data(before.here(), new byte[9]);
        after.works();

        assertThat(after.here()).isEqualTo(before.here() + 1);
        again.cut();
        peer.message(ChannelInterrupted.class);
        peer.message(ChannelInterrupted.class);
        RawClient third = SERVER.join(first.who().session(first.token()));
        assertThat(Joined.of(third, peer).here()).isEqualTo(before.here() + 2);
    }

    @Test
    void numbersStartAnewInANewSession() {
        RawClient peer = SERVER.join();
        RawClient first = SERVER.join();
        Joined.of(first, peer);

        RawClient newcomer = SERVER.join(first.who());
        peer.next();

        assertThat(Joined.of(newcomer, peer).here()).isEqualTo(1);
    }

    private static void loginWithoutSuccess(RawClient client, Who who) {
        var login = new Login(client, who);
        login.auth();
        login.respond(login.challenge());
    }
}
