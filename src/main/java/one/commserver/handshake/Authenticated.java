package one.commserver.handshake;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;

import org.jspecify.annotations.Nullable;

/// Who a client has proven to be, and what it wants.
///
/// @param ref the mark of its response
/// @param key its public key, where the identity is only a hash of it
/// @param lane empty for the default one
/// @param session the token that it presented; secret
public record Authenticated(
        @Nullable String ref,
        Identity identity,
        @Nullable Bytes key,
        String instance,
        ConnectionKind kind,
        String lane,
        @Nullable String session) {

    /// Hides the session's token.
    @Override
    public String toString() {
        return "Authenticated[" + identity + "/" + instance + "/" + kind + "/" + lane + "]";
    }
}
