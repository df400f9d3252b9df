package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

/// Opening and closing channels. Their data and their flow control are binary frames, see [FrameHeader].
///
/// Spec: chapter 8.
public sealed interface ChannelMessage {

    /// The most characters of a client's `reason`.
    int MAX_REASON = 64;

    /// The generation of a channel that was never interrupted.
    int FIRST_GENERATION = 1;

    /// What a client sends.
    sealed interface FromClient extends ChannelMessage, ClientMessage {}

    /// What a server sends.
    sealed interface FromServer extends ChannelMessage, ServerMessage {}

    /// Asks for a channel.
    ///
    /// @param to the peer
    /// @param instance the peer's device; absent: whichever accepts first
    /// @param limit how many bytes the peer may send at first, headers included
    /// @param invite the id of an invite of the peer's, for who isn't paired yet
    /// @param proof the invite key's signature; there if and only if `invite` is
    @JsonTypeName("channel_open")
    record ChannelOpen(
            @Nullable String ref,
            Identity to,
            @Nullable String instance,
            long limit,
            @Nullable Bytes invite,
            @Nullable Bytes proof)
            implements FromClient {
        public ChannelOpen {
            Fields.ref(ref);
            Fields.name("instance", instance, 1, AuthenticationMessage.MAX_INSTANCE);
            Fields.atLeast("limit", 0, limit);
            Fields.bytes("invite", invite, PairingMessage.ID_BYTES, PairingMessage.ID_BYTES);
            Fields.bytes("proof", proof, PairingMessage.PROOF_BYTES, PairingMessage.PROOF_BYTES);
            Fields.together("proof", proof, "invite", invite);
        }

        /// Without an invite.
        public ChannelOpen(@Nullable String ref, Identity to, @Nullable String instance, long limit) {
            this(ref, to, instance, limit, null, null);
        }
    }

    /// Takes an offered channel; data may follow at once.
    ///
    /// @param limit how many bytes the opener may send at first
    @JsonTypeName("channel_accept")
    record ChannelAccept(@Nullable String ref, int channel, long limit) implements FromClient {
        public ChannelAccept {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.atLeast("limit", 0, limit);
        }
    }

    /// Declines an offered channel.
    @JsonTypeName("channel_reject")
    record ChannelReject(@Nullable String ref, int channel, @Nullable String reason) implements FromClient {
        public ChannelReject {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.name("reason", reason, 1, MAX_REASON);
        }
    }

    /// Ends a channel, behind all data sent before.
    @JsonTypeName("channel_close")
    record ChannelClose(@Nullable String ref, int channel, @Nullable String reason) implements FromClient {
        public ChannelClose {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.name("reason", reason, 1, MAX_REASON);
        }
    }

    /// Says how far an interrupted channel has come, so that it can go on. Until its answer the client sends nothing on
    /// the channel.
    ///
    /// @param generation of the break that this answers; an older one is ignored
    /// @param received bytes of the whole frames that have arrived in this process since the channel opened
    @JsonTypeName("channel_resume")
    record ChannelResume(@Nullable String ref, int channel, int generation, long received) implements FromClient {
        public ChannelResume {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.count("generation", generation);
            Fields.atLeast("received", 0, received);
        }
    }

    /// Somebody asks for a channel.
    ///
    /// @param channel the number of the channel at this end, should it be accepted
    /// @param from the opener
    /// @param instance the opener's device
    /// @param limit how many bytes may be sent to the opener at first
    /// @param generation rises with each break; [#FIRST_GENERATION] at first
    @JsonTypeName("channel_offer")
    record ChannelOffer(@Nullable String ref, int channel, Identity from, String instance, long limit, int generation)
            implements FromServer {
        public ChannelOffer {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.name("instance", instance, 1, AuthenticationMessage.MAX_INSTANCE);
            Fields.atLeast("limit", 0, limit);
            Fields.count("generation", generation);
        }
    }

    /// The channel that was asked for is open.
    ///
    /// @param channel its number at this end
    /// @param instance the device that took it
    /// @param limit how many bytes may be sent to it at first
    /// @param generation rises with each break; [#FIRST_GENERATION] at first
    @JsonTypeName("channel_opened")
    record ChannelOpened(@Nullable String ref, int channel, String instance, long limit, int generation)
            implements FromServer {
        public ChannelOpened {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.name("instance", instance, 1, AuthenticationMessage.MAX_INSTANCE);
            Fields.atLeast("limit", 0, limit);
            Fields.count("generation", generation);
        }
    }

    /// An end is away, or the server has had to let go of what was under way: nothing flows until both ends have said
    /// how far they have come.
    ///
    /// @param generation of this break
    @JsonTypeName("channel_interrupted")
    record ChannelInterrupted(@Nullable String ref, int channel, int generation) implements FromServer {
        public ChannelInterrupted {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.count("generation", generation);
        }
    }

    /// Both ends have said how far they have come: data flows again.
    ///
    /// @param generation of the break that is over
    /// @param received what has arrived at the other end: this end goes on exactly behind it, with the same bytes
    /// @param limit up to which count the other end may be sent to
    @JsonTypeName("channel_resumed")
    record ChannelResumed(@Nullable String ref, int channel, int generation, long received, long limit)
            implements FromServer {
        public ChannelResumed {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.count("generation", generation);
            Fields.atLeast("received", 0, received);
            Fields.atLeast("limit", 0, limit);
        }
    }

    /// The channel, or the offer of one, is no more. All that the peer had sent before it closed has come before.
    ///
    /// @param by who ended it
    /// @param reason a word of [ChannelCloseReason], or the client's own where `by` is a client
    @JsonTypeName("channel_closed")
    record ChannelClosed(@Nullable String ref, int channel, ClosedBy by, String reason) implements FromServer {
        public ChannelClosed {
            Fields.ref(ref);
            Fields.channel(channel);
            Fields.name("reason", reason, 1, MAX_REASON);
        }
    }

    /// A live channel of a session that goes on.
    ///
    /// @param channel its number at this end
    /// @param peer who is at the other
    /// @param state whether data may flow
    /// @param generation rises with each break
    record ChannelSummary(int channel, Identity peer, State state, int generation) {
        public ChannelSummary {
            Fields.channel(channel);
            Fields.count("generation", generation);
        }

        /// What a client needs to know of a channel's state.
        public enum State implements WireName {
            /// Data may flow.
            OPEN("open"),
            /// An end is away.
            INTERRUPTED("interrupted");

            private final String wireName;

            State(String wireName) {
                this.wireName = wireName;
            }

            @Override
            public String wireName() {
                return wireName;
            }
        }
    }
}
