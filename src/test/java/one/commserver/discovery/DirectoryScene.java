package one.commserver.discovery;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory.Found;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.WireTime;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.registry.TestTime;

import org.springframework.util.unit.DataSize;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A directory under test with its clock and an identity that announces.
public final class DirectoryScene {

    public static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    public static final Duration TIME_TO_LIVE = Duration.ofMinutes(5);
    public static final Duration MILLISECOND = Duration.ofMillis(1);
    public static final int LOST = 3;

    public final TestTime time = new TestTime();
    public final Identity identity = RegistryScene.newIdentity();
    public final Directory directory;

    /// Who was told to have changed, in that order.
    public final Queue<Identity> told = new ConcurrentLinkedQueue<>();

    private final Factory factory;

    /// Makes the directory that is tested.
    public interface Factory {

        Directory directory(DataSize memory, Duration sessionTimeToLive, int lostPerIdentity, TestTime time);

        /// Does what a timer does: listeners hear of what has ended by time.
        void tick(Directory directory);
    }

    public DirectoryScene(Factory factory) {
        this(factory, DataSize.ofMegabytes(64), TIME_TO_LIVE);
    }

    public DirectoryScene(Factory factory, DataSize memory, Duration sessionTimeToLive) {
        this.factory = factory;
        directory = factory.directory(memory, sessionTimeToLive, LOST, time);
        directory.onChange(told::add);
    }

    public void tick() {
        factory.tick(directory);
    }

    public Registration phone(long epoch) {
        return slot(identity, "phone", epoch);
    }

    public static Registration slot(Identity of, String instance, long epoch) {
        return new Registration(
                new Slot(of, instance, ConnectionKind.DATA, ""), epoch, new NodeId("node"), new SessionId("session"));
    }

    public static Endpoint endpoint(int number) {
        return new Endpoint(Transport.RELAY, "wss://relay" + number + ".example/", null);
    }

    public Instant in(Duration life) {
        return time.instant().plus(life);
    }

    public Outcome announce(Registration registration, int endpoint) {
        return announce(registration, endpoint, Duration.ofHours(1));
    }

    public Outcome announce(Registration registration, int endpoint, Duration life) {
        return get(directory.announce(registration, List.of(endpoint(endpoint)), in(life)));
    }

    public Outcome withdraw(Registration registration) {
        return get(directory.announce(registration, List.of(), in(Duration.ofHours(1))));
    }

    public void lost(Registration registration) {
        directory.lost(registration).block(LONG_ENOUGH);
    }

    public void end(Registration registration) {
        directory.end(registration).block(LONG_ENOUGH);
    }

    public Found find() {
        return get(directory.find(identity));
    }

    /// The addresses that are found.
    public List<String> found() {
        return find().endpoints().stream()
                .map(endpoint -> endpoint.instance() + " " + endpoint.address().replaceAll("[^0-9]", ""))
                .sorted()
                .toList();
    }

    public Directory.Presence presence() {
        return get(directory.presence(identity));
    }

    public boolean online() {
        boolean online = presence().online();
        if (find().online() != online) {
            throw new AssertionError("find and presence don't agree");
        }
        return online;
    }

    public SealingKey key(int number, Instant expires) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return new SealingKey("x25519", Bytes.of(key), WireTime.format(expires), Bytes.of(new byte[64]));
    }

    public Outcome publish(SealingKey key) {
        return get(directory.publish(identity, key, WireTime.parse(key.expires())));
    }

    public static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(LONG_ENOUGH));
    }
}
