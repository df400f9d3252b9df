package one.commserver.registry.memory;

import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.handover.Farewell;

import reactor.core.scheduler.Schedulers;

import java.time.InstantSource;

/// The registry of a single node as the server makes it, for tests elsewhere.
public final class LocalRegistry {

    private LocalRegistry() {}

    /// An empty one that goes by the machine's own clocks.
    public static Registry create(RegistryProperties properties, ConnectionLimits limits) {
        var rules =
                new IdentitySlots.Rules(
                        new NodeId("node"),
                        properties,
                        new InForce<>(limits),
                        new EpochClock(InstantSource.system()),
                        new Remembered());
        return new InMemoryRegistry(
                rules, System::nanoTime, new Farewell(properties.displacementPatience(), Schedulers.parallel()));
    }
}
