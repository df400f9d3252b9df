package one.commserver.pairing.memory;

import static one.commserver.pairing.PairingScene.anybody;
import static one.commserver.pairing.PairingScene.get;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.pairing.PairingProperties;
import one.commserver.pairing.PairingScene;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.Pairings.Registration;
import one.commserver.pairing.PairingsContract;
import one.commserver.pairing.Redemption;
import one.commserver.protocol.invite.Invite;
import one.commserver.registry.TestTime;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

class InMemoryPairingsTest implements PairingsContract {

    @Override
    public Pairings pairings(PairingProperties properties, TestTime time) {
        return new InMemoryPairings(properties, time);
    }

    @Test
    void memoryIsBoundedOverAllIdentities() {
        var scene = new PairingScene(this, DataSize.ofMegabytes(1), 1000);
        // the other half is for what comes of them
        long bound = DataSize.ofMegabytes(1).toBytes() / 2;
        int registered = 0;
        boolean full = false;
        while (!full) {
            try (SigningKey inviter = SigningKey.generate(SignatureAlgorithm.ED25519)) {
                Invite invite = scene.invite(inviter, 1, scene.time.instant().plus(PairingScene.LIFE));
                full = scene.register(invite) == Registration.FULL;
            }
            registered++;
        }

        assertThat(registered).isBetween(250, 500);
        assertThat(taken(scene)).isBetween(bound - 2000, bound);
        scene.time.advance(PairingScene.LIFE.plus(InMemoryPairings.AFTERLIFE));
        for (int i = 0; i <= registered / 16; i++) {
            scene.redeem(scene.invite(1), anybody());
        }
        assertThat(taken(scene)).isZero();
        assertThat(scene.register(scene.invite(1))).isEqualTo(Registration.REGISTERED);
    }

    @Test
    void pairingsCountAgainstTheMemoryAndGiveItBack() {
        var scene = new PairingScene(this, DataSize.ofMegabytes(1), 1000);
        Invite invite = scene.registered(1000);
        Identity first = anybody();
        scene.paired(invite, first);
        long one = taken(scene);
        Redemption last = scene.redeem(invite, anybody());
        while (last instanceof Redemption.Paired) {
            last = scene.redeem(invite, anybody());
        }

        assertThat(last).isEqualTo(Redemption.Refused.FULL);
        get(scene.pairings.unpair(scene.me(), first));
        assertThat(scene.redeem(invite, anybody())).isInstanceOf(Redemption.Paired.class);
        assertThat(one).isGreaterThan(2 * Budget.OVERHEAD);
    }

    @Test
    void anInviteIsRememberedForADayBehindItsExpiry() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(1);
        scene.time.advance(PairingScene.LIFE.plus(InMemoryPairings.AFTERLIFE).minus(Duration.ofMillis(1)));
        assertThat(scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.EXPIRED);

        scene.time.advance(Duration.ofMillis(1));

        assertThat(scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.UNKNOWN);
        assertThat(taken(scene)).isZero();
    }

    @Test
    void aCursorOfAFormerProcessStandsBeforeAllThatComesLater() {
        var before = new PairingScene(this);
        before.paired(before.registered(1), anybody());
        String cursor = get(before.pairings.pairings(before.me(), null)).next();
        var after = new PairingScene(this);
        after.time.advance(Duration.ofMillis(1));
        after.paired(after.registered(1), anybody());

        assertThat(get(after.pairings.pairings(after.me(), cursor)).elements()).hasSize(1);
    }

    private static long taken(PairingScene scene) {
        return ((InMemoryPairings) scene.pairings).taken();
    }
}
