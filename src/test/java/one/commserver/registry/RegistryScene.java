package one.commserver.registry;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.protocol.ConnectionKind;

import java.time.Duration;
import java.util.List;

/// A registry under test with its clock and an identity that visits it.
public final class RegistryScene {

    public static final Duration WINDOW = Duration.ofSeconds(2);
    public static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);
    public static final Duration MILLISECOND = Duration.ofMillis(1);

    public final TestTime time = new TestTime();
    public final Identity identity = newIdentity();
    public final Slot phone = control("phone");
    public final InForce<ConnectionLimits> limits;
    public final Registry registry;

    /// Makes the registry that is tested.
    @FunctionalInterface
    public interface Factory {
        Registry registry(RegistryProperties properties, InForce<ConnectionLimits> limits, TestTime time);
    }

    private RegistryScene(Factory factory, RegistryProperties properties, ConnectionLimits limits) {
        this.limits = new InForce<>(limits);
        this.registry = factory.registry(properties, this.limits, time);
    }

    public static RegistryScene of(Factory factory) {
        return new RegistryScene(factory, properties(Duration.ofSeconds(30), 64, 1000), limits(32, 4));
    }

    public static RegistryScene withPatience(Factory factory, Duration patience) {
        return new RegistryScene(factory, properties(patience, 64, 1000), limits(32, 4));
    }

    public static RegistryScene withCaps(Factory factory, int ofIdentity, int lanes) {
        return new RegistryScene(factory, properties(Duration.ofSeconds(30), 64, 1000), limits(ofIdentity, lanes));
    }

    public static RegistryScene remembering(Factory factory, int ofIdentity, int total) {
        return new RegistryScene(factory, properties(Duration.ofSeconds(30), ofIdentity, total), limits(5000, 4));
    }

    private static RegistryProperties properties(Duration patience, int ofIdentity, int remembered) {
        Duration minute = Duration.ofMinutes(1);
        return new RegistryProperties(
                WINDOW, minute, minute, 3, TIME_TO_LIVE, patience, ofIdentity, remembered, Duration.ofSeconds(15));
    }

    private static ConnectionLimits limits(int ofIdentity, int lanes) {
        return new ConnectionLimits(10_000, 256, ofIdentity, lanes, 8, 30, List.of());
    }

    /// What an operator changes while the registry runs.
    public void cap(int ofIdentity, int lanes) {
        limits.change(before -> limits(ofIdentity, lanes));
    }

    public static Identity newIdentity() {
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            return key.identity();
        }
    }

    public Slot control(String instance) {
        return new Slot(identity, instance, ConnectionKind.CONTROL, "");
    }

    public Slot data(String instance, String lane) {
        return new Slot(identity, instance, ConnectionKind.DATA, lane);
    }

    public TestHolder take(Slot slot) {
        return TestHolder.prompt().takes(registry, slot, null);
    }

    public TestHolder take(Slot slot, SessionToken token) {
        return TestHolder.prompt().takes(registry, slot, token);
    }

    /// Takes the slot from whoever has it, as soon as its window lets it.
    public TestHolder displace(Slot slot) {
        TestHolder claimant = take(slot);
        while (claimant.decision instanceof Decision.TakenAMomentAgo(Duration retryAfter)) {
            time.advance(retryAfter);
            claimant = take(slot);
        }
        return claimant;
    }

    public Duration windowOf(Slot slot) {
        return ((Decision.TakenAMomentAgo) take(slot).decision).retryAfter();
    }

    public void lost(TestHolder holder) {
        registry.lost(holder.registration()).block(TestHolder.LONG_ENOUGH);
    }

    public void end(TestHolder holder) {
        registry.end(holder.registration()).block(TestHolder.LONG_ENOUGH);
    }

    public List<Registration> found() {
        return registry.find(identity).block(TestHolder.LONG_ENOUGH);
    }
}
