package one.commserver.registry.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.registry.Claim;
import one.commserver.registry.Decision;
import one.commserver.registry.Oversight.Revocation;
import one.commserver.registry.TestHolder;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Objects;

/// What an operator has ended stays ended, whatever nodes hear of it and whenever they come back.
class RevocationIT extends TwoNodes {

    /// Whatever was known of the slot is gone, as if its time had run out while the node was away.
    @Test
    void aNodeThatDidNotHearOfItPutsNothingBack() {
        var holder = TestHolder.prompt().takes(one.registry, phone, null);

        revoke();
        server.ask("HDEL " + TestNode.key(identity) + ' ' + SlotField.of(phone));

        // by itself it renews each slot once in some leases
        one.pause();
        await().atMost(TestHolder.LONG_ENOUGH)
                .until(() -> {
                    one.registry.renew().block(TestHolder.LONG_ENOUGH);
                    return !holder.told.isEmpty();
                });
        assertThat(holder.told).containsExactly("revoked");
        assertThat(other.registry.find(identity).block(TestHolder.LONG_ENOUGH)).isEmpty();
        assertThat(TestHolder.prompt().takes(one.registry, phone, holder.token()).taken().resumed()).isFalse();
    }

    /// As a node with an old copy of it would.
    @Test
    void whatIsPutBackIsNotResumed() {
        var holder = TestHolder.prompt().takes(one.registry, phone, null);
        one.registry.lost(holder.registration()).block(TestHolder.LONG_ENOUGH);
        String before = field();
        revoke();
        server.ask("HSET " + TestNode.key(identity) + ' ' + SlotField.of(phone) + " \"" + before + '"');

        assertThat(other.registry.oversight().look(identity).block(TestHolder.LONG_ENOUGH)).isEmpty();
        assertThat(TestHolder.prompt().takes(other.registry, phone, holder.token()).taken().resumed()).isFalse();
    }

    @Test
    void itIsKnownForLongAlsoIfThereWasNothing() {
        Revocation nothing = revoke();
        var holder = TestHolder.prompt().takes(one.registry, phone, null);
        one.registry.end(holder.registration()).block(TestHolder.LONG_ENOUGH);

        assertThat(nothing.sessions()).isZero();
        assertThat(server.ask("HGET " + TestNode.key(identity) + " revoked")).contains(String.valueOf(nothing.epoch()));
        long left = Long.parseLong(server.ask("PTTL " + TestNode.key(identity)).strip().substring(1));
        assertThat(Duration.ofMillis(left)).isGreaterThan(Duration.ofDays(29));
    }

    @Test
    void whoTakesTheSlotNextWaitsForAHolderThatHasNotHeardOfIt() {
        var former = TestHolder.slow().takes(one.registry, phone, null);
        Revocation revocation = revoke();

        var pending = other.registry.take(new Claim(phone, null, TestHolder.prompt())).toFuture();
        await().atMost(TestHolder.LONG_ENOUGH).until(() -> !former.told.isEmpty());
        assertThat(pending).isNotDone();
        former.stopped.tryEmitEmpty();

        assertThat(pending).succeedsWithin(TestHolder.LONG_ENOUGH).isInstanceOf(Decision.Taken.class);
        assertThat(revocation.connected()).isEqualTo(1);
        assertThat(revocation.nodes()).containsExactly(one.id);
    }

    /// A node that has just joined is as good as any, and one that has just died doesn't count.
    @Test
    void whoIsConnectedWhereNobodyLivesIsNamedAndNotCounted() {
        TestHolder.prompt().takes(one.registry, phone, null);
        one.die();
        // the other one may have its own lease later than it is asked
        await().atMost(TestHolder.LONG_ENOUGH)
                .until(() ->
                        other.registry.oversight().leases().block(TestHolder.LONG_ENOUGH).stream()
                                .noneMatch(lease -> lease.node().equals(one.id)));

        Revocation revocation = revoke();

        assertThat(revocation.sessions()).isEqualTo(1);
        assertThat(revocation.connected()).isZero();
        assertThat(revocation.nodes()).containsExactly(one.id);
    }

    @Test
    void nobodyIsKeptOutByAnOrderThatMakesNoSenseOrComesLate() {
        Revocation revocation = revoke();
        for (long epoch : new long[] {-1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> one.registry.oversight().dismiss(identity, epoch))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        // as far ahead as clocks may be
        one.registry.oversight().dismiss(identity, revocation.epoch() + Duration.ofMinutes(30).toNanos() / 1000);
        var holder = TestHolder.prompt().takes(one.registry, phone, null);

        one.registry.oversight().dismiss(identity, revocation.epoch());

        assertThat(holder.told).isEmpty();
        assertThat(TestHolder.prompt().takes(one.registry, phone, holder.token()).taken().resumed()).isTrue();
    }

    /// The node has heard of it while the client's socket broke.
    @Test
    void whoLosesItsSocketMeanwhileDoesNotGoOnWhileRedisIsAway() {
        var holder = TestHolder.prompt().takes(one.registry, phone, null);
        Revocation revocation = revoke();
        one.registry.lost(holder.registration()).block(TestHolder.LONG_ENOUGH);
        one.registry.oversight().dismiss(identity, revocation.epoch());
        server.kill();

        assertUnavailable(() -> TestHolder.prompt().takes(one.registry, phone, holder.token()));
    }

    private Revocation revoke() {
        return Objects.requireNonNull(other.registry.oversight().revoke(identity).block(TestHolder.LONG_ENOUGH));
    }

    private String field() {
        return server.ask("HGET " + TestNode.key(identity) + ' ' + SlotField.of(phone)).split("\r\n", -1)[1];
    }
}
