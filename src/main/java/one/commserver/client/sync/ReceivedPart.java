package one.commserver.client.sync;

import one.commserver.crypto.Identity;
import one.commserver.protocol.sealing.ObjectPart;

import java.time.Instant;

/// A part of an object, or all of one, from a sender who is known, signed by it and opened.
///
/// @param sender who has signed it
/// @param part which part of which object; `sent` and `series` are the sender's word
/// @param stored since when the server has it, by its word
/// @param content the receiver's own
@SuppressWarnings("ArrayRecordComponent") // it is on its way, never compared
public record ReceivedPart(Identity sender, ObjectPart part, Instant stored, byte[] content) {

    @Override
    public String toString() {
        return "ReceivedPart[" + part.part() + " of " + part.parts() + " of " + part.id() + " from " + sender + "]";
    }
}
