/// End-to-end encryption between the two ends of a channel: a handshake and records, as state machines without I/O.
///
/// The opener of the channel is the [one.commserver.client.encryption.InitiatorHandshake], the other end the
/// [one.commserver.client.encryption.AcceptorHandshake]; both end in an
/// [one.commserver.client.encryption.Encryption]. Each object is for one thread at a time. Whatever goes wrong is an
/// [one.commserver.client.encryption.EncryptionException] with its reason, after which the object is wiped and of no
/// more use.
///
/// Spec: chapter 8, end to end.
@NullMarked
package one.commserver.client.encryption;

import org.jspecify.annotations.NullMarked;
