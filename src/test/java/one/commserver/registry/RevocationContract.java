package one.commserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.registry.Oversight.Revocation;

import org.junit.jupiter.api.Test;

import java.util.Objects;

/// How operators end all sessions of an identity.
interface RevocationContract extends RegistryScene.Factory {

    /// The other side of a registry that was made here.
    Oversight oversight(Registry registry);

    @Test
    default void aRevokedSessionIsOverWhetherItsClientIsThereOrNot() {
        var scene = RegistryScene.of(this);
        var here = scene.take(scene.phone);
        var away = scene.take(scene.control("laptop"));
        scene.lost(away);

        Revocation revocation = revoked(scene);

        assertThat(revocation.sessions()).isEqualTo(2);
        assertThat(revocation.connected()).isEqualTo(1);
        assertThat(here.told).containsExactly("revoked");
        assertThat(scene.found()).isEmpty();
        assertThat(oversight(scene.registry).look(scene.identity).block(TestHolder.LONG_ENOUGH)).isEmpty();
        for (TestHolder former : new TestHolder[] {here, away}) {
            var next = scene.take(former.registration().slot(), former.token());
            assertThat(next.taken().resumed()).isFalse();
            assertThat(next.registration().epoch()).isGreaterThan(revocation.epoch());
            assertThat(former.registration().epoch()).isLessThan(revocation.epoch());
        }
    }

    @Test
    default void nobodyIsKeptOutByIt() {
        var scene = RegistryScene.of(this);
        Revocation nothing = revoked(scene);
        var holder = scene.take(scene.phone);

        oversight(scene.registry).dismiss(scene.identity, nothing.epoch());

        assertThat(nothing.sessions()).isZero();
        assertThat(nothing.epoch()).isPositive();
        assertThat(holder.told).isEmpty();
        assertThat(scene.found()).containsExactly(holder.registration());
    }

    @Test
    default void othersAreNotRevoked() {
        var scene = RegistryScene.of(this);
        var other = new Slot(RegistryScene.newIdentity(), "phone", scene.phone.kind(), "");
        var holder = scene.take(other);

        revoked(scene);

        assertThat(holder.told).isEmpty();
        assertThat(scene.take(other, holder.token()).taken().resumed()).isTrue();
    }

    private Revocation revoked(RegistryScene scene) {
        Oversight oversight = oversight(scene.registry);
        var revocation = Objects.requireNonNull(oversight.revoke(scene.identity).block(TestHolder.LONG_ENOUGH));
        oversight.dismiss(scene.identity, revocation.epoch());
        return revocation;
    }
}
