package one.commserver.crypto.agreement;

import one.commserver.crypto.Randomness;

/// Where fresh secret bytes come from. [#SECURE] but for golden vectors.
@FunctionalInterface
public interface RandomSource {

    /// The process's own generator.
    RandomSource SECURE = Randomness::bytes;

    /// That many bytes, which the caller wipes.
    byte[] bytes(int length);
}
