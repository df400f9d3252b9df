package one.commserver.protocol;

/// An enum constant that travels as a word of its own. Only that exact word is read back: no other case, no number.
public interface WireName {

    /// The word on the wire.
    String wireName();

    /// Whether the protocol's messages use it; others are the server's own.
    default boolean isSaid() {
        return true;
    }
}
