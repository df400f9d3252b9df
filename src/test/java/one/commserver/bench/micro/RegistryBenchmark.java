package one.commserver.bench.micro;

import one.commserver.crypto.Identity;
import one.commserver.limits.ConnectionLimits;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.Claim;
import one.commserver.registry.Decision;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.Slot;
import one.commserver.registry.SlotHolder;
import one.commserver.registry.memory.LocalRegistry;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;

/// The registry of a single node in which that many identities hold a slot each.
@State(Scope.Thread)
public class RegistryBenchmark {

    private static final int VISITORS = 4096;

    /// Who is connected.
    @Param({"1", "1000", "100000", "1000000"})
    public int entries;

    private Registry registry;
    private Identity[] asked;
    private Identity[] strangers;
    private Claim[] claims;
    private int turn;

    /// Lets them come.
    @Setup
    public void fill() {
        registry =
                LocalRegistry.create(
                        new RegistryProperties(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60),
                                3,
                                Duration.ofSeconds(300),
                                Duration.ofSeconds(5),
                                64,
                                100_000,
                                Duration.ofSeconds(15)),
                        new ConnectionLimits(10_000_000, 256, 32, 4, 8, 30, List.of()));
        Identity[] members = Crowd.members(entries);
        for (Identity member : members) {
            take(claim(member));
        }
        asked = Crowd.asked(members);
        strangers = Crowd.strangers(VISITORS);
        claims = new Claim[VISITORS];
        for (int i = 0; i < VISITORS; i++) {
            claims[i] = claim(strangers[i]);
        }
    }

    /// Somebody comes, and goes for good.
    @Benchmark
    public Registration takeAndLeave() {
        Registration registration = take(claims[turn++ & (VISITORS - 1)]);
        registry.end(registration).block();
        return registration;
    }

    /// Where somebody is who is there.
    @Benchmark
    public List<Registration> find() {
        return registry.find(asked[turn++ & (asked.length - 1)]).block();
    }

    /// Where somebody is who isn't there.
    @Benchmark
    public List<Registration> findNobody() {
        return registry.find(strangers[turn++ & (VISITORS - 1)]).block();
    }

    private Registration take(Claim claim) {
        if (registry.take(claim).block() instanceof Decision.Taken taken) {
            return taken.registration();
        }
        throw new IllegalStateException("a free slot was refused");
    }

    private static Claim claim(Identity identity) {
        return new Claim(new Slot(identity, "phone", ConnectionKind.CONTROL, ""), null, new Holder());
    }

    private static final class Holder implements SlotHolder {

        @Override
        public Mono<Void> displaced(boolean resumed) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> doubted() {
            return Mono.empty();
        }

        @Override
        public Mono<Void> revoked() {
            return Mono.empty();
        }

        @Override
        public void conflict(Slot slot, int displacements) {
            throw new IllegalStateException("nobody fights here");
        }
    }
}
