package one.commserver.client.discovery;

import one.commserver.crypto.Identity;

/// What the server says of who is there.
public sealed interface PresenceChange {

    /// A peer came, or left.
    record Peer(Identity identity, boolean online) implements PresenceChange {}

    /// All that are there now have been told, since the link is a new one: whoever wasn't among them isn't there.
    record Complete() implements PresenceChange {}
}
