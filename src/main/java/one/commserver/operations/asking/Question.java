package one.commserver.operations.asking;

import one.commserver.crypto.Identity;

/// What nodes ask each other.
public sealed interface Question {

    /// What do you know of that identity?
    record Explain(Identity identity) implements Question {}

    /// How are you?
    record Presence() implements Question {}

    /// All sessions of that identity were ended: let go of them.
    ///
    /// @param epoch see [one.commserver.registry.Oversight.Revocation]
    record Dismiss(Identity identity, long epoch) implements Question {}
}
