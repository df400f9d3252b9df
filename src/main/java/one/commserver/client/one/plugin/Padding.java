package one.commserver.client.one.plugin;

import one.commserver.crypto.Randomness;

import org.jspecify.annotations.Nullable;

/// How messages are made longer, so that their length tells less. [#RANDOM] but for golden vectors.
@FunctionalInterface
interface Padding {

    /// 0 to 254 random bytes with their length, or nothing at all, each equally often.
    Padding RANDOM =
            () -> {
                int more = Byte.toUnsignedInt(Randomness.bytes(1)[0]);
                return more == 0 ? null : Randomness.bytes(more - 1);
            };

    /// The next message's padding, or null for a message without even its length.
    byte @Nullable [] draw();
}
