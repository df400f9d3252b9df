package one.commserver.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;
import one.commserver.registry.TestTime;

import org.springframework.util.unit.DataSize;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;

/// A store under test with its clock and an inviter. Proofs are made up: whoever makes a claim has checked them.
public final class PairingScene {

    public static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    public static final Duration LIFE = Duration.ofHours(1);
    public static final int MOST_PAIRINGS = 5;

    public final TestTime time = new TestTime();
    public final SigningKey inviter = SigningKey.generate(SignatureAlgorithm.ED25519);
    public final Pairings pairings;

    /// Makes the store that is tested.
    @FunctionalInterface
    public interface Factory {
        Pairings pairings(PairingProperties properties, TestTime time);
    }

    public PairingScene(Factory factory) {
        this(factory, DataSize.ofMegabytes(64), MOST_PAIRINGS);
    }

    public PairingScene(Factory factory, DataSize memory, int pairingsPerIdentity) {
        Duration minute = Duration.ofMinutes(1);
        pairings =
                factory.pairings(new PairingProperties(minute, minute, 5, 30, 120, pairingsPerIdentity, memory), time);
    }

    public static Identity anybody() {
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            return key.identity();
        }
    }

    public Identity me() {
        return inviter.identity();
    }

    public Invite invite(int uses) {
        return invite(uses, time.instant().plus(LIFE));
    }

    public Invite invite(int uses, Instant expires) {
        return invite(inviter, uses, expires);
    }

    public Invite invite(SigningKey by, int uses, Instant expires) {
        try (InviteSecret secret = InviteSecret.generate()) {
            return Invite.sign(secret, by, "wss://relay.example/", expires, uses, "friend");
        }
    }

    public Pairings.Registration register(Invite invite) {
        return get(pairings.register(invite));
    }

    public Invite registered(int uses) {
        Invite invite = invite(uses);
        register(invite);
        return invite;
    }

    public Redemption redeem(Invite invite, Identity joiner) {
        return get(pairings.redeem(claim(invite.id(), me(), joiner)));
    }

    public Pairing paired(Invite invite, Identity joiner) {
        return ((Redemption.Paired) redeem(invite, joiner)).pairing();
    }

    public static Pairing.Claim claim(Bytes invite, Identity inviter, Identity joiner) {
        Bytes random = Bytes.of(Randomness.bytes(32));
        Bytes signature = Bytes.of(new byte[64]);
        return new Pairing.Claim(invite, inviter, joiner, null, random, signature, signature, random.toBase64Url());
    }

    public boolean arePaired(Identity one, Identity other) {
        return get(pairings.arePaired(one, other));
    }

    public static <T> T get(Mono<T> mono) {
        return java.util.Objects.requireNonNull(mono.block(LONG_ENOUGH));
    }
}
