package one.commserver.operations.access;

import static one.commserver.telemetry.MeterSpec.counter;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.ServerMeter;

/// The meters of who comes to the management port.
enum AccessMeter implements ServerMeter {
    LOGINS(
            counter(
                    "commserver.operations.logins",
                    "Passwords and tokens that were shown at the management port, by what came of it.",
                    MeterTag.of("way", AccessMeter.Way.class),
                    MeterTag.of("result", AccessMeter.Login.class))),
    ACTIONS(
            counter(
                    "commserver.operations.actions",
                    "What operators asked to be changed, by what came of it. The log `audit` tells what it was.",
                    MeterTag.of("result", AccessMeter.Action.class)));

    /// By what somebody has shown who it is.
    enum Way {
        PASSWORD,
        TOKEN
    }

    /// What came of a login.
    enum Login {
        ACCEPTED,
        REFUSED,
        /// Not looked at, because too many from that address for that name had failed.
        THROTTLED,
        /// Not looked at, because too many wait to be looked at.
        BUSY,
        /// Not looked at, because whoever could tell is away.
        UNAVAILABLE
    }

    /// What came of a change.
    enum Action {
        DONE,
        /// Not allowed, or not possible.
        REFUSED,
        /// Refused before anybody was asked who it is: another site has made a browser ask.
        CROSS_SITE,
        FAILED,
        /// Whoever asked has hung up before the answer.
        UNKNOWN
    }

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    AccessMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
