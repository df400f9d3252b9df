package one.commserver.protocol;

import static one.commserver.protocol.ErrorCode.Category.AUTH;
import static one.commserver.protocol.ErrorCode.Category.CONNECTION;
import static one.commserver.protocol.ErrorCode.Category.DISCOVERY;
import static one.commserver.protocol.ErrorCode.Category.LIMIT;
import static one.commserver.protocol.ErrorCode.Category.PAIRING;
import static one.commserver.protocol.ErrorCode.Category.PROTOCOL;
import static one.commserver.protocol.ErrorCode.Category.RELAY;
import static one.commserver.protocol.ErrorCode.Category.SERVER;
import static one.commserver.protocol.ErrorCode.Category.SYNC;
import static one.commserver.protocol.ErrorCode.Retry.LATER;
import static one.commserver.protocol.ErrorCode.Retry.NO;
import static one.commserver.protocol.ErrorCode.Retry.NOW;
import static one.commserver.protocol.ErrorCode.Severity.CRITICAL;
import static one.commserver.protocol.ErrorCode.Severity.INFO;
import static one.commserver.protocol.ErrorCode.Severity.WARNING;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The closed set of errors that a client can be told, each with all that the table of the spec says of it.
///
/// Spec: chapter 10.
public enum ErrorCode implements WireName {
    /// The text frame isn't a JSON object with a `type`.
    MALFORMED_MESSAGE(PROTOCOL, NO, CloseReason.INVALID_PAYLOAD, "The text is not a JSON object with a type."),
    /// A known message with a field missing or wrong.
    INVALID_MESSAGE(PROTOCOL, NO, null, "The message breaks a rule."),
    /// A `type` that this server doesn't know from a client.
    UNKNOWN_TYPE(PROTOCOL, Severity.WARNING, NO, null, "The type is not known."),
    /// A message that has no place in the connection's present state.
    UNEXPECTED_MESSAGE(PROTOCOL, NO, CloseReason.PROTOCOL_ERROR, "The message has no place here."),
    /// A binary frame that is too short, of unknown kind, or on a channel that was never open.
    INVALID_FRAME(PROTOCOL, NO, CloseReason.PROTOCOL_ERROR, "The binary frame breaks a rule."),
    /// A WebSocket frame that breaks RFC 6455.
    WEBSOCKET_VIOLATION(PROTOCOL, NO, CloseReason.PROTOCOL_ERROR, "The frame breaks RFC 6455."),
    /// A text that isn't UTF-8.
    INVALID_UTF8(PROTOCOL, NO, CloseReason.INVALID_PAYLOAD, "The text is not UTF-8."),
    /// A message or frame over the limit that `auth_success` announced.
    MESSAGE_TOO_BIG(LIMIT, NO, CloseReason.TOO_BIG, "The message is larger than the limit."),

    /// No first frame, or no finished authentication, in time.
    AUTH_TIMEOUT(AUTH, NOW, CloseReason.POLICY_VIOLATION, "Authentication took too long."),
    /// The timestamp is too far from the server's clock, which `server_time` tells. Correct it and send `auth` again.
    AUTH_CLOCK(AUTH, WARNING, NOW, null, "The timestamp is too far from the server's time."),
    /// The audience isn't a name of this server.
    AUTH_AUDIENCE(AUTH, NO, CloseReason.POLICY_VIOLATION, "This server does not answer to that audience."),
    /// The identity or its key is malformed, or a key that must not be used.
    AUTH_IDENTITY(AUTH, NO, CloseReason.POLICY_VIOLATION, "The identity or its key is not valid."),
    /// The proof isn't the transcript's hash: client and server don't mean the same.
    AUTH_PROOF(AUTH, NO, CloseReason.POLICY_VIOLATION, "The proof does not match the transcript."),
    /// The signature doesn't hold.
    AUTH_SIGNATURE(AUTH, NO, CloseReason.POLICY_VIOLATION, "The signature does not hold."),
    /// The response came after the challenge's expiry.
    AUTH_EXPIRED(AUTH, NOW, CloseReason.POLICY_VIOLATION, "The challenge has expired."),
    /// Too many failed authentications from this address.
    AUTH_THROTTLED(AUTH, LATER, CloseReason.TRY_AGAIN_LATER, "Too many failed authentications from this address."),

    /// The slot was taken a moment ago.
    DUPLICATE_CONNECTION(CONNECTION, WARNING, LATER, CloseReason.DUPLICATE, "The slot was taken a moment ago."),
    /// No sign of life for too long.
    CONNECTION_TIMEOUT(CONNECTION, WARNING, NOW, CloseReason.TIMED_OUT, "No sign of life for too long."),

    /// The node is full.
    LIMIT_CONNECTIONS(LIMIT, LATER, CloseReason.TRY_AGAIN_LATER, "The server has no room for another connection."),
    /// Too many connections from this address.
    LIMIT_ADDRESS(LIMIT, LATER, CloseReason.TRY_AGAIN_LATER, "Too many connections from this address."),
    /// Too many connections of this identity.
    LIMIT_IDENTITY(LIMIT, LATER, CloseReason.TRY_AGAIN_LATER, "Too many connections of this identity."),
    /// More data lanes of an instance than `limits.data_lanes`.
    LIMIT_LANES(LIMIT, NO, CloseReason.POLICY_VIOLATION, "Too many data lanes of this instance."),
    /// More channels of a session than `limits.channels`.
    LIMIT_CHANNELS(LIMIT, LATER, null, "The session has no room for another channel."),
    /// Faster than allowed: the connection is read again after `retry_after_ms`; nothing is lost.
    RATE_LIMITED(LIMIT, WARNING, LATER, null, "Faster than allowed; reading goes on after a pause."),
    /// The client doesn't take what is sent to it.
    SLOW_CONSUMER(LIMIT, LATER, CloseReason.TRY_AGAIN_LATER, "The client does not take what is sent to it."),

    /// The bytes aren't an invite of this identity that can be registered: its form, its signature, its inviter, its
    /// expiry, or an id that was used already.
    INVITE_INVALID(PAIRING, NO, null, "The invite cannot be registered."),
    /// An identity has as many live invites as it may have, or the server has no room for more.
    LIMIT_INVITES(LIMIT, LATER, null, "There is no room for another invite."),
    /// There is no such invite; told to its inviter, and to who has proven that invite's secret.
    INVITE_UNKNOWN(PAIRING, NO, null, "There is no such invite."),
    /// The invite's time is over.
    INVITE_EXPIRED(PAIRING, NO, null, "The invite has expired."),
    /// Others have redeemed the invite as often as it could be.
    INVITE_USED_UP(PAIRING, NO, null, "The invite is used up."),
    /// The inviter has ended the invite, or the pairing that this identity made by it.
    INVITE_REVOKED(PAIRING, NO, null, "The invite was revoked."),
    /// The invite is the client's own.
    INVITE_OWN(PAIRING, NO, null, "An identity cannot redeem its own invite."),
    /// `public_key` isn't the identity that the connection was authenticated as.
    PAIR_IDENTITY(PAIRING, NO, null, "The public key is not the identity of this connection."),
    /// There is no challenge, or not any more, that the proof could answer.
    PAIR_EXPIRED(PAIRING, NOW, null, "There is no challenge to answer any more."),
    /// One of the two signatures doesn't hold.
    PAIR_PROOF(PAIRING, NO, null, "A proof does not hold."),
    /// Too many wrong proofs from this connection or its address, or too many new invites of its identity.
    PAIR_THROTTLED(PAIRING, LATER, null, "Too many wrong proofs, or new invites."),
    /// One of the two has as many pairings as it may have, or the server has no room for more.
    LIMIT_PAIRINGS(LIMIT, LATER, null, "There is no room for another pairing."),
    /// The two aren't paired.
    NOT_PAIRED(PAIRING, INFO, NO, null, "The two are not paired."),

    /// An address that doesn't fit its transport, or that nobody else could reach.
    ENDPOINT_INVALID(DISCOVERY, NO, null, "An endpoint cannot be announced."),
    /// A sealing key whose suite, time or signature doesn't hold.
    KEY_INVALID(DISCOVERY, NO, null, "The sealing key cannot be published."),
    /// Who asks for many that are none of its peers, or publishes keys that it hasn't signed, tries again later.
    DISCOVER_THROTTLED(
            DISCOVERY, WARNING, LATER, null, "Too many questions about strangers, subscriptions, or unsigned keys."),
    /// Too much is announced.
    LIMIT_DISCOVERY(LIMIT, LATER, null, "There is no room for what is announced."),

    /// The peer is unknown, not a peer, or away: which of them isn't told.
    PEER_UNREACHABLE(RELAY, WARNING, LATER, null, "The peer cannot be reached."),
    /// Nobody accepted the channel in time.
    OFFER_TIMEOUT(RELAY, WARNING, LATER, null, "Nobody accepted the channel in time."),
    /// Everybody who was asked declined.
    CHANNEL_REJECTED(RELAY, WARNING, NO, null, "The channel was declined."),
    /// There is no such channel, or not any more.
    UNKNOWN_CHANNEL(RELAY, INFO, NO, null, "There is no such channel."),
    /// A data frame beyond the limit; the channel is closed.
    CREDIT_EXCEEDED(RELAY, NO, null, "A frame went beyond the channel's limit."),
    /// A limit beyond what the server allows; it isn't applied.
    CREDIT_EXCESS(RELAY, NO, null, "The limit is larger than the window allows."),
    /// A flow frame that says what can't be; the channel is closed.
    FLOW_INVALID(RELAY, NO, null, "The flow frame says what cannot be."),
    /// An answer to a break that says what can't be; the channel is closed.
    RESUME_IMPOSSIBLE(RELAY, NO, null, "The channel cannot go on from there."),

    /// A checksum isn't that of its data; nothing of the message is stored.
    SYNC_CHECKSUM(SYNC, NOW, null, "A checksum does not match its data."),
    /// The id was used for something else; nothing of the message is stored.
    SYNC_CONFLICT(SYNC, NO, null, "The id stands for another object."),
    /// A part that isn't the next one of its object; nothing of the message is stored.
    SYNC_PART(SYNC, NO, null, "The part is not the next one."),
    /// There is no batch with that cursor to acknowledge.
    SYNC_NO_BATCH(SYNC, WARNING, NOW, null, "There is no such batch to acknowledge."),
    /// One that no mailbox takes; nothing of the message is stored.
    OBJECT_TOO_BIG(LIMIT, NO, null, "The object is larger than the server takes."),
    /// The mailbox, or the sender's share of it, or the server, is full; nothing of the message is stored.
    MAILBOX_FULL(LIMIT, WARNING, LATER, null, "The mailbox has no room for it."),
    /// So many instances of the identity have asked for what is in its mailbox.
    LIMIT_INSTANCES(LIMIT, LATER, null, "The mailbox has no room for another instance."),

    /// What the answer depends on can't be reached at the moment.
    UNAVAILABLE(SERVER, LATER, null, "Not available at the moment."),
    /// The server has more to do than it can.
    SERVER_BUSY(SERVER, LATER, CloseReason.TRY_AGAIN_LATER, "The server is busy."),
    /// The server stops.
    SERVER_STOPPING(SERVER, WARNING, LATER, CloseReason.RESTARTING, "The server stops."),
    /// The server failed.
    INTERNAL_ERROR(SERVER, CRITICAL, LATER, CloseReason.INTERNAL_ERROR, "The server failed.");

    /// Which part of the protocol an error belongs to.
    public enum Category implements WireName {
        PROTOCOL,
        CONNECTION,
        AUTH,
        ENCRYPTION,
        PAIRING,
        DISCOVERY,
        RELAY,
        SYNC,
        LIMIT,
        SERVER;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How bad it is.
    public enum Severity implements WireName {
        INFO,
        WARNING,
        ERROR,
        CRITICAL;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whether the same again can help.
    public enum Retry implements WireName {
        /// Not as it was.
        NO,
        /// At once.
        NOW,
        /// After `retry_after_ms`, or after a pause that grows.
        LATER;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<String, ErrorCode> BY_WIRE_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::wireName, Function.identity()));

    private final String wireName;
    private final Category category;
    private final Severity severity;
    private final Retry retry;
    private final @Nullable CloseReason closes;
    private final String text;

    ErrorCode(Category category, Retry retry, @Nullable CloseReason closes, String text) {
        this(category, Severity.ERROR, retry, closes, text);
    }

    ErrorCode(Category category, Severity severity, Retry retry, @Nullable CloseReason closes, String text) {
        this.wireName = name().toLowerCase(Locale.ROOT);
        this.category = category;
        this.severity = severity;
        this.retry = retry;
        this.closes = closes;
        this.text = text;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    public Category category() {
        return category;
    }

    public Severity severity() {
        return severity;
    }

    public Retry retry() {
        return retry;
    }

    /// How the connection is closed behind this error; empty: it stays open.
    public Optional<CloseReason> closes() {
        return Optional.ofNullable(closes);
    }

    /// A sentence for a developer who reads a log.
    public String text() {
        return text;
    }

    /// The code of that name, if there is one.
    public static Optional<ErrorCode> ofWireName(String name) {
        return Optional.ofNullable(BY_WIRE_NAME.get(name));
    }
}
