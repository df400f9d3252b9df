package one.commserver.client.encryption;

import one.commserver.crypto.Identity;

/// Whom the server says to be at the other end. The handshake proves it or fails.
///
/// @param instance which device
public record RemotePeer(Identity identity, String instance) {}
