package one.commserver.mailbox.memory;

import one.commserver.crypto.Bytes;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.WireTime;

import java.time.Instant;

/// An object, or a part of one, with its data.
///
/// @param part from 1; means nothing for an object without parts
record Element(ObjectMemory object, int part, Bytes data, Stamp stamp) {

    /// Whether its object is all there with it.
    boolean isLast() {
        return part == object.elements();
    }

    /// As it is read. Takes a while: not for locks.
    MailObject toMailObject() {
        boolean isPart = object.parts() != ObjectMemory.WHOLE;
        return new MailObject(
                object.id(),
                object.sender().identity(),
                WireTime.format(Instant.ofEpochMilli(stamp.stored())),
                data,
                stamp.checksum(),
                isPart ? part : null,
                isPart ? object.parts() : null);
    }
}
