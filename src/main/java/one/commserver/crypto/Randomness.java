package one.commserver.crypto;

import java.nio.charset.StandardCharsets;
import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// Random bytes for keys, nonces and tokens, never by reading a file in the caller's thread.
///
/// The platform's default source reads `/dev/urandom` for each request, which is blocking I/O on an event loop. This
/// one is the platform's own NIST SP 800-90A generator (Hash_DRBG, SHA-256, 256 bits of strength), seeded from the
/// operating system when the class is initialised. The standard allows 2^48 requests between seeds. Here a virtual
/// thread fetches fresh entropy after every [#REQUESTS_PER_SEED] requests, so that whoever once saw the state loses
/// sight of it again; the caller doesn't wait, and the old state stays good if the fetch is late.
///
/// Not covered: a process image that is copied while running (a restored checkpoint) repeats bytes until its next seed.
/// Call [#prepare()] where blocking is allowed, for instance in the constructor of whatever draws bytes on an event
/// loop: the first use in a process reads the seed.
public final class Randomness {

    /// Rare enough to cost nothing, often enough to come round within minutes on a busy server.
    static final int REQUESTS_PER_SEED = 16_384;

    private static final int SEED_LENGTH = 48;
    private static final String PERSONALIZATION = "commserver";

    private static final SecureRandom SYSTEM = new SecureRandom();
    private static final SecureRandom GENERATOR = seededGenerator();
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    private Randomness() {}

    /// Seeds the generator, reading from the operating system. Cheap after the first call in a process.
    public static void prepare() {
        // Touching the class has already done it.
    }

    /// That many fresh random bytes. Callable from an event loop once [#prepare()] has run.
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        source().nextBytes(bytes);
        return bytes;
    }

    /// The generator itself, for a library that draws its own bytes. Ask for it anew for each use.
    static SecureRandom source() {
        if (REQUESTS.incrementAndGet() == REQUESTS_PER_SEED) {
            REQUESTS.set(0);
            Thread.ofVirtual().name("randomness-seed").start(Randomness::reseed);
        }
        return GENERATOR;
    }

    /// Mixes into the state and never replaces it. Reads outside of the generator's lock, so nobody waits for the disk.
    static void reseed() {
        byte[] entropy = new byte[SEED_LENGTH];
        SYSTEM.nextBytes(entropy);
        GENERATOR.setSeed(entropy);
        Arrays.fill(entropy, (byte) 0);
    }

    private static SecureRandom seededGenerator() {
        try {
            byte[] personalization = PERSONALIZATION.getBytes(StandardCharsets.US_ASCII);
            var parameters = DrbgParameters.instantiation(256, Capability.RESEED_ONLY, personalization);
            SecureRandom generator = SecureRandom.getInstance("DRBG", parameters);
            // The generator seeds itself with its first request.
            generator.nextBytes(new byte[1]);
            return generator;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java platform has no DRBG", impossible);
        }
    }
}
