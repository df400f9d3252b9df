/// Encrypted connections between two peers, over a channel that a server can see into.
///
/// Start at [one.commserver.client.peer.PeerConnection]. Its chain, from the wire: network, statistics, encryption,
/// fragmentation, compression, keep-alive, application. Everything above encryption carries messages as
/// [one.commserver.wire.ConnectionEvent.Binary], whose first byte is their
/// [one.commserver.client.encryption.RecordHead].
///
/// Spec: chapters 5 and 8.
@NullMarked
package one.commserver.client.peer;

import org.jspecify.annotations.NullMarked;
