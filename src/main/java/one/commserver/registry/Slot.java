package one.commserver.registry;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;

/// What only one connection can hold at a time.
///
/// Spec: chapter 4.
///
/// @param instance names the device
/// @param kind a kind that has slots
/// @param lane empty for the default one
public record Slot(Identity identity, String instance, ConnectionKind kind, String lane) {
    public Slot {
        if (!kind.hasSlot()) {
            throw new IllegalArgumentException(kind + " connections have no slot");
        }
    }
}
