package one.commserver.client.discovery;

import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.sealing.SealingKeyRecord;

import java.util.List;
import java.util.Optional;

/// How a peer can be reached, by the server's word and its own.
///
/// @param online whether a device of it is there, by the server's word
/// @param endpoints the peer's own word, passed on by the server: nobody has tried them. Those are left out whose
///     address leads to this machine or a private network, unless that is wanted; a name may still resolve to such a
///     one, so whoever dials looks again. The first one is to be tried first
/// @param sealingKey to what things for it are sealed; its signature holds, and it hasn't expired
/// @param refusedKey whether the server told a sealing key that doesn't hold: forged, expired, good for too long, or of
///     a suite that isn't known here
public record Found(
        boolean online, List<FoundEndpoint> endpoints, Optional<SealingKeyRecord> sealingKey, boolean refusedKey) {}
