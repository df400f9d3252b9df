package one.commserver.handshake;

import static one.commserver.telemetry.MeterSpec.gauge;

import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.Meters;
import one.commserver.telemetry.ServerMeter;
import one.commserver.verification.SignatureChecker;

/// The meters of the threads that check signatures.
enum VerificationMeter implements ServerMeter {
    THREADS(gauge("commserver.verification.threads", "Threads that check signatures; none is ever added or ended.")),
    BUSY(gauge("commserver.verification.threads.busy", "Those of them that check one.")),
    WAITING(gauge("commserver.verification.waiting", "Signatures that wait for a thread.")),
    MOST_WAITING(
            gauge("commserver.verification.waiting.max", "How many may wait, `commserver.handshake.verifier-queue`."));

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    VerificationMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }

    static void show(Meters meters, SignatureChecker signatures) {
        meters.gauge(THREADS, signatures, SignatureChecker::threads);
        meters.gauge(BUSY, signatures, SignatureChecker::busy);
        meters.gauge(WAITING, signatures, SignatureChecker::waiting);
        meters.gauge(MOST_WAITING, signatures, SignatureChecker::mostWaiting);
    }
}
