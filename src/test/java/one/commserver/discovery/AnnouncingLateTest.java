package one.commserver.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.address.EndpointRules;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.limits.InForce;
import one.commserver.limits.LocalLimiters;
import one.commserver.pairing.Pairings;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.TestTime;
import one.commserver.transport.ClientAddress;
import one.commserver.verification.SignatureChecker;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// An announcement that is under way while its link goes.
class AnnouncingLateTest {

    private final TestTime time = new TestTime();
    private final SignatureChecker signatures = new SignatureChecker(1, 1);
    private final List<String> calls = new ArrayList<>();
    private final List<ServerMessage> told = new ArrayList<>();
    private final Sinks.One<Outcome> stored = Sinks.one();
    private final Registration phone = DirectoryScene.slot(RegistryScene.newIdentity(), "phone", 1);

    @AfterEach
    void close() {
        signatures.close();
    }

    @Test
    void whatIsStoredBehindTheLossOfTheLinkIsLostToo() {
        DiscoveryExchange exchange = exchange();
        StepVerifier.create(exchange.handle(announce()))
                .then(() -> StepVerifier.create(exchange.lost()).verifyComplete())
                .then(() -> stored.tryEmitValue(Outcome.DONE).orThrow())
                .verifyComplete();

        assertThat(calls).containsExactly("onChange", "onLoss", "announce", "lost", "lost");
    }

    @Test
    void whatIsStoredBehindTheEndOfTheSessionEndsToo() {
        DiscoveryExchange exchange = exchange();
        StepVerifier.create(exchange.handle(announce()))
                .then(() -> StepVerifier.create(exchange.over()).verifyComplete())
                .then(() -> stored.tryEmitValue(Outcome.DONE).orThrow())
                .verifyComplete();

        assertThat(calls).containsExactly("onChange", "onLoss", "announce", "end", "end");
    }

    @Test
    void whatIsStoredInTimeStays() {
        stored.tryEmitValue(Outcome.DONE).orThrow();

        StepVerifier.create(exchange().handle(announce())).verifyComplete();

        assertThat(calls).containsExactly("onChange", "onLoss", "announce");
        assertThat(told).hasSize(1);
    }

    private static Announce announce() {
        return new Announce(null, List.of(DirectoryScene.endpoint(1)), 60);
    }

    private DiscoveryExchange exchange() {
        Directory directory = noting(Directory.class);
        Pairings pairings = noting(Pairings.class);
        var feed = new PresenceFeed(pairings, directory, Schedulers.immediate(), Schedulers.immediate());
        var rules = new EndpointRules(false, authority -> false);
        Duration minute = Duration.ofMinutes(1);
        var properties = new DiscoveryProperties(minute, false, minute, 60, 60, 60, 5, 30, DataSize.ofMegabytes(1));
        var parts = new DiscoveryService.Parts(directory, pairings, null, signatures, rules, feed);
        return new DiscoveryService(parts, new InForce<>(properties), time, time::nanos, new LocalLimiters(time::nanos))
                .begin(
                        new DiscoveryExchange.Member(
                                phone.slot().identity(), null, new ClientAddress("a"), phone, told::add));
    }

    /// A store that answers when the test wants it.
    private <T> T noting(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> {
                            calls.add(method.getName());
                            return method.getName().equals("announce")
                                    ? stored.asMono()
                                    : method.getReturnType() == Mono.class ? Mono.empty() : null;
                        }));
    }
}
