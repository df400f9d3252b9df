package one.commserver.tracing;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// All that is traced; `docs/management.md` has the same table. Values of tags are words of ours and numbers that the
/// server has made up, never an identity, an address, a key or anything else that a client has said.
public enum ServerObservation implements ObservationDocumentation {
    /// From a client's first `auth` until it is let in, refused or gone.
    HANDSHAKE(
            "commserver.handshake",
            "handshake",
            List.of(Tag.KIND, Tag.OUTCOME),
            List.of(Tag.CONNECTION),
            List.of(Moment.CHALLENGED, Moment.ANSWERED)),
    /// One message about invites and pairings, until it is answered.
    PAIRING("commserver.pairing", "pairing", List.of(Tag.MESSAGE, Tag.OUTCOME), List.of(Tag.CONNECTION), List.of()),
    /// From `channel_open` until the channel is open, or it is certain that it won't be.
    CHANNEL_OPENING(
            "commserver.channel.opening", "open channel", List.of(Tag.REACH, Tag.OUTCOME), List.of(), List.of()),
    /// What a node asks another one for a client's channel, until that one has answered.
    OFFER_MADE("commserver.channel.offer.made", "ask another node", List.of(Tag.OUTCOME), List.of(), List.of()),
    /// The same at the node that is asked, until its client has answered.
    OFFER_HEARD("commserver.channel.offer.heard", "asked by another node", List.of(Tag.OUTCOME), List.of(), List.of()),
    /// One call of Redis, until it has answered.
    REDIS_CALL("commserver.redis.call", "redis", List.of(Tag.CALL, Tag.OUTCOME), List.of(), List.of());

    /// What a trace is found by.
    public enum Tag implements KeyName {
        /// What a connection is for.
        KIND("kind"),
        /// The type of a client's message.
        MESSAGE("message"),
        /// Where somebody was asked for a channel: `here`, `elsewhere`, `both` or `nowhere`.
        REACH("reach"),
        /// The script's name, or the command's.
        CALL("call"),
        /// What has come of it: `done`, `opened` and the like, or the code of the error that the client was told.
        OUTCOME("outcome"),
        /// The connection's number at its node, as it stands in the log.
        CONNECTION("connection.id");

        private final String key;

        Tag(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /// What happens within one.
    public enum Moment implements Observation.Event {
        /// The client has its challenge: from now on it is waited for.
        CHALLENGED,
        /// The client has answered.
        ANSWERED;

        @Override
        public String getName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;
    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // lists of constants
    private final List<Tag> few;

    @SuppressWarnings("ImmutableEnumChecker") // lists of constants
    private final List<Tag> many;

    @SuppressWarnings("ImmutableEnumChecker") // lists of constants
    private final List<Moment> moments;

    ServerObservation(String id, String words, List<Tag> few, List<Tag> many, List<Moment> moments) {
        this.id = id;
        this.words = words;
        this.few = few;
        this.many = many;
        this.moments = moments;
    }

    @Override
    public String getName() {
        return id;
    }

    /// What a span is called.
    @Override
    public String getContextualName() {
        return words;
    }

    @Override
    public @Nullable Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
        return null;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return few.toArray(KeyName[]::new);
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return many.toArray(KeyName[]::new);
    }

    @Override
    public Observation.Event[] getEvents() {
        return moments.toArray(Observation.Event[]::new);
    }

    /// Whether it may have that tag.
    boolean has(Tag tag) {
        return Stream.concat(few.stream(), many.stream()).anyMatch(tag::equals);
    }

    /// Whether a tag has one of a few values.
    boolean hasFew(Tag tag) {
        return few.contains(tag);
    }
}
