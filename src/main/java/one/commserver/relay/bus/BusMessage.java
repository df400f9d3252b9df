package one.commserver.relay.bus;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ClosedBy;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.tracing.Tracing;
import one.commserver.transport.FrameOutlet;

import java.nio.ByteBuffer;

/// What one node tells another one.
///
/// Spec: chapter 8; a half tells the other one what chapter 8 lets a client tell.
public sealed interface BusMessage {

    /// The most bytes of a payload.
    int MAX_PAYLOAD = 32 * 1024 * 1024;

    /// The most bytes of a name, a session's or an identity's spelling.
    int MAX_NAME = 512;

    /// Something before there is a channel.
    sealed interface Opening extends BusMessage {
        /// Of the connection that is asked.
        ChannelKey key();
    }

    /// From one half of a channel to the other one.
    sealed interface ForHalf extends BusMessage {
        ChannelKey key();

        /// Which half is told.
        Side to();

        /// Of the slot that the telling half's session holds. A receiver drops what has a lower one than it knows of
        /// that half and comes from another node than it knows: the session is there no more.
        long epoch();

        /// How often the channel has been interrupted, counted from [ChannelMessage#FIRST_GENERATION]. What has an
        /// older one is dropped.
        int generation();
    }

    /// For each node that may have connections of an identity.
    sealed interface ForIdentity extends BusMessage {
        Identity identity();
    }

    /// A client at the telling node asks one here for a channel.
    ///
    /// @param from the opener's slot
    /// @param session the opener's
    /// @param epoch of the opener's slot
    /// @param to whom to ask
    /// @param asked the session that must be there; another one isn't asked
    /// @param limit what the opener grants, in bytes
    /// @param trace what the asked node needs to go on with a trace; empty if nobody traces
    record Offer(
            ChannelKey key,
            Slot from,
            SessionId session,
            long epoch,
            Slot to,
            SessionId asked,
            long limit,
            String trace)
            implements Opening {
        public Offer {
            if (trace.length() > Tracing.MOST) {
                throw new IllegalArgumentException("a trace of " + trace.length() + " characters is too long");
            }
            notNegative(epoch);
            notNegative(limit);
        }
    }

    /// The asked one wants the channel, and may send at once. Who isn't the first is told by [Withdraw].
    ///
    /// @param epoch of the acceptor's slot
    /// @param limit what the acceptor grants, in bytes
    record Accept(ChannelKey key, long epoch, long limit) implements Opening {
        public Accept {
            notNegative(epoch);
            notNegative(limit);
        }
    }

    /// The asked one doesn't want it.
    ///
    /// @param wasThere false if it could not be asked: it isn't there, or has no room
    record Decline(ChannelKey key, boolean wasThere) implements Opening {}

    /// The offer is no more.
    record Withdraw(ChannelKey key, ChannelCloseReason reason) implements Opening {}

    /// A data frame, or a message of clients that know no frames.
    ///
    /// @param payload between its position and its limit, without the frame's header. What is heard is valid during
    ///     the call only and read-only
    record Data(ChannelKey key, Side to, long epoch, int generation, FrameOutlet.Kind kind, ByteBuffer payload)
            implements ForHalf {
        /// A data frame.
        public Data(ChannelKey key, Side to, long epoch, int generation, ByteBuffer payload) {
            this(key, to, epoch, generation, FrameOutlet.Kind.FRAME, payload);
        }

        public Data {
            checkHalf(epoch, generation);
            if (payload.remaining() > MAX_PAYLOAD) {
                throw new IllegalArgumentException("a payload of " + payload.remaining() + " bytes is too long");
            }
        }
    }

    /// A flow frame.
    ///
    /// @param received what has arrived at the client
    /// @param limit how far its peer may send; not below `received`
    record Grant(ChannelKey key, Side to, long epoch, int generation, long received, long limit) implements ForHalf {
        public Grant {
            checkHalf(epoch, generation);
            checkCounts(received, limit);
        }
    }

    /// The channel is interrupted, with a generation that is the telling half's newest. Told again from time to time
    /// until both are open: it finds out whether the other half is there.
    ///
    /// @param session of the half that is told: if that session is here and doesn't have the channel, the answer is
    ///     [Unknown]
    record Break(ChannelKey key, Side to, long epoch, int generation, SessionId session) implements ForHalf {
        public Break {
            checkHalf(epoch, generation);
        }
    }

    /// A client says how far it has come.
    ///
    /// @param received what has arrived at the client
    /// @param limit how far its peer may send
    record Resumed(ChannelKey key, Side to, long epoch, int generation, long received, long limit) implements ForHalf {
        public Resumed {
            checkHalf(epoch, generation);
            checkCounts(received, limit);
        }
    }

    /// The channel is over, behind the data that was sent before.
    ///
    /// @param by a [ClosedBy#PEER], behind the data, or the [ClosedBy#SERVER], at once
    /// @param reason at most [ChannelMessage#MAX_REASON] characters
    record Close(ChannelKey key, Side to, long epoch, int generation, ClosedBy by, String reason) implements ForHalf {
        public Close {
            checkHalf(epoch, generation);
            if (by == ClosedBy.CLIENT) {
                throw new IllegalArgumentException("whoever is told isn't who closed it");
            }
            if (reason.length() > ChannelMessage.MAX_REASON) {
                throw new IllegalArgumentException("a reason of " + reason.length() + " characters is too long");
            }
        }
    }

    /// What the told half's client has said of how far it has come can't be: the channel is over, and that client is to
    /// hear why.
    record Refuse(ChannelKey key, Side to, long epoch, int generation) implements ForHalf {
        public Refuse {
            checkHalf(epoch, generation);
        }
    }

    /// The half that was told something isn't there, or not any more: the channel is over.
    record Unknown(ChannelKey key, Side to, long epoch, int generation) implements ForHalf {
        public Unknown {
            checkHalf(epoch, generation);
        }
    }

    /// A message for all connections of an identity.
    ///
    /// @param message as the client gets it, in JSON; like [Data#payload]
    record Tell(Identity identity, ByteBuffer message) implements ForIdentity {
        public Tell {
            if (message.remaining() > MAX_PAYLOAD) {
                throw new IllegalArgumentException("a message of " + message.remaining() + " bytes is too long");
            }
        }
    }

    /// Channels between these two may stay.
    record Paired(Identity identity, Identity peer) implements ForIdentity {}

    /// Channels between these two end.
    record Part(Identity identity, Identity peer, ChannelCloseReason reason) implements ForIdentity {}

    private static void checkHalf(long epoch, int generation) {
        notNegative(epoch);
        if (generation < ChannelMessage.FIRST_GENERATION) {
            throw new IllegalArgumentException("a generation is at least " + ChannelMessage.FIRST_GENERATION);
        }
    }

    private static void checkCounts(long received, long limit) {
        notNegative(received);
        if (limit < received) {
            throw new IllegalArgumentException("a limit is never below what was received");
        }
    }

    private static void notNegative(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("epochs and counts aren't negative");
        }
    }
}
