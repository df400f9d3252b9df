package one.commserver.client.discovery;

import one.commserver.crypto.Identity;

/// What the server says of who is there.
public sealed interface PresenceChange {

    /// The link is a new one: whoever is there is told again, and nobody else is.
    record Anew() implements PresenceChange {}

    /// A peer came, or left.
    record Peer(Identity identity, boolean online) implements PresenceChange {}

    /// All that are there now have been told since [Anew]: whoever wasn't among them isn't there.
    record Complete() implements PresenceChange {}
}
