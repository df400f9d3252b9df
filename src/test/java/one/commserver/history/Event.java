package one.commserver.history;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

/// What a client has seen, or what was done to the servers.
public sealed interface Event {

    /// One connection that wants a slot. Claims of a slot are numbered in the order in which they began.
    record Claim(String slot, int number) {}

    /// Frames of one end of a channel, numbered from 1.
    ///
    /// @param claim on which connection's channel, where slots are fought over
    record Stream(String name, Identity from, Identity to, Claim claim) {}

    /// It is about to connect.
    record Began(Claim claim) implements Event {}

    /// It was told that the slot is its own.
    record Entered(Claim claim) implements Event {}

    /// A heartbeat was answered.
    ///
    /// @param asked when it was sent, as in [History.Entry]
    record Alive(Claim claim, long asked) implements Event {}

    /// Its connection has ended.
    record Left(Claim claim, String how) implements Event {}

    /// A frame is handed to the channel.
    record Sent(Stream stream, long number) implements Event {}

    /// A frame has arrived.
    ///
    /// @param by who got it
    record Received(Stream stream, Identity by, long number) implements Event {}

    /// A stream, both of whose ends live, has come to its end: the peer has confirmed all.
    record Confirmed(Stream stream) implements Event {}

    /// A stream, both of whose ends live, has failed.
    record Broken(Stream stream, String how) implements Event {}

    /// The server has acknowledged an object.
    record Stored(Identity to, String id) implements Event {}

    /// An object was fetched.
    record Fetched(Identity by, String id) implements Event {}

    /// An inviter's client has accepted who came with an invite for one.
    record Accepted(Bytes invite, Identity joiner) implements Event {}

    /// An inviter's client hasn't accepted somebody whom the server lists.
    record Refused(Identity joiner, String why) implements Event {}

    /// Something is broken from now on.
    ///
    /// @param store whether it is what decides about slots
    record Failing(String what, boolean store) implements Event {}

    /// It is no longer.
    record Mended(String what, boolean store) implements Event {}
}
