package one.commserver.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.Meters;
import one.commserver.telemetry.ServerMeter;

import java.util.EnumMap;
import java.util.Map;

/// Counts whom this node didn't let in, for want of room or because of where it came from. Any thread.
public final class Refusals {

    /// Why somebody wasn't let in.
    public enum Reason {
        /// The node had all the connections that it takes, and said so.
        LIMIT_CONNECTIONS,
        /// The address had all the connections that it may have, and was told so.
        LIMIT_ADDRESS,
        /// There wasn't even room to say so, or the node was about to end: the upgrade was refused.
        DOOR,
        /// A browser has come from a page that isn't among `commserver.transport.allowed-origins`: the upgrade was
        /// refused.
        ORIGIN,
        /// There was no file descriptor to spare for another socket: it was closed.
        DESCRIPTORS
    }

    /// The one meter.
    private enum Meter implements ServerMeter {
        REFUSED;

        @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
        private final MeterSpec spec =
                MeterSpec.counter(
                        "commserver.connection.refused",
                        "Connections that were not let in, by why: `door` and `origin` by the status of the"
                                + " upgrade, `descriptors` by the end of the socket, the others with an error.",
                        MeterTag.of("reason", Reason.class));

        @Override
        public MeterSpec spec() {
            return spec;
        }
    }

    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);

    public Refusals(MeterRegistry registry) {
        var meters = new Meters(registry);
        for (Reason reason : Reason.values()) {
            refused.put(reason, meters.counter(Meter.REFUSED, MeterTag.word(reason)));
        }
    }

    /// Somebody was refused.
    public void count(Reason reason) {
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
