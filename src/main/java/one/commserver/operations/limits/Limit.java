package one.commserver.operations.limits;

import one.commserver.discovery.DiscoveryProperties;
import one.commserver.drain.DrainProperties;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.RateLimits;
import one.commserver.limits.SizeLimits;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.SyncProperties;
import one.commserver.pairing.PairingProperties;
import one.commserver.registry.RegistryProperties;
import one.commserver.relay.RelayProperties;
import one.commserver.transport.TransportProperties;

import org.springframework.boot.context.properties.ConfigurationProperties;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// All limits, in the order in which they are shown. What clients were told and go by, what a session takes along to
/// another node, and what the places were sized by at the start can't be changed while the server runs.
enum Limit {
    CONNECTIONS(ConnectionLimits.class, "connections", "connections", Effect.AT_ONCE, "How many this node takes"),
    CONNECTIONS_PER_ADDRESS(
            ConnectionLimits.class,
            "connectionsPerAddress",
            "connections",
            Effect.AT_ONCE,
            "How many there may be from one address, or one /64 network of IPv6"),
    CONNECTIONS_PER_IDENTITY(
            ConnectionLimits.class,
            "connectionsPerIdentity",
            "connections",
            Effect.AT_ONCE,
            "How many of one identity may hold a slot, on all nodes; each node judges who comes to it, and who resumes"
                    + " a session by the highest number since its start"),
    DATA_LANES(
            ConnectionLimits.class,
            "dataLanes",
            "connections",
            Effect.AT_ONCE,
            "How many data connections one instance may have; whoever is in was told the former number, and may"
                    + " resume its session"),
    DISCOVERY_PER_IDENTITY(
            ConnectionLimits.class,
            "discoveryPerIdentity",
            "connections",
            Effect.AT_ONCE,
            "How many discovery connections one identity may have"),
    FAILED_AUTHENTICATIONS(
            ConnectionLimits.class,
            "failedAuthentications",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many authentications of one address may fail"),
    MESSAGES_PER_SECOND(
            RateLimits.class,
            "messagesPerSecond",
            "frames a second",
            Effect.AT_ONCE,
            "How many frames one connection may send; zero: no limit; whoever is in was told the former number"),
    BYTES_PER_SECOND(
            RateLimits.class,
            "bytesPerSecond",
            "bytes a second",
            Effect.AT_ONCE,
            "How much payload one connection may send; zero: no limit; whoever is in was told the former number"),
    BURST(
            RateLimits.class,
            "burst",
            Words.TIME,
            Effect.AT_ONCE,
            "What it could have sent in this time a connection may send at once"),
    TEXT_MESSAGE_BEFORE_AUTHENTICATION(
            SizeLimits.class,
            "textMessageBeforeAuthentication",
            Words.BYTES,
            Effect.NEW_CONNECTIONS,
            "The largest text message of a stranger"),
    OUTBOUND_BYTES(
            SizeLimits.class,
            "outboundBytes",
            Words.BYTES,
            Effect.NEW_CONNECTIONS,
            "How much may wait for one client beyond what it has granted"),
    PENDING_REQUESTS(
            SizeLimits.class,
            "pendingRequests",
            "messages",
            Effect.NEW_CONNECTIONS,
            "How many messages of one client may wait for their answer"),
    TEXT_MESSAGE(SizeLimits.class, "textMessage", Words.BYTES, Effect.RESTART, "The largest text message of a client"),
    BINARY_FRAME(SizeLimits.class, "binaryFrame", Words.BYTES, Effect.RESTART, "The largest binary frame"),
    CHANNELS(SizeLimits.class, "channels", "channels", Effect.RESTART, "How many channels one session may have"),
    CHANNEL_WINDOW(
            SizeLimits.class,
            "channelWindow",
            Words.BYTES,
            Effect.RESTART,
            "How far beyond what was passed on a receiver may grant on a channel"),
    CONNECTION_WINDOW(
            SizeLimits.class,
            "connectionWindow",
            Words.BYTES,
            Effect.RESTART,
            "What all grants of one connection may add up to"),
    SYNC_OBJECT(
            SizeLimits.class,
            "syncObject",
            Words.BYTES,
            Effect.RESTART,
            "The largest object, or part of one, that can be left for somebody"),
    ONE_MESSAGE(
            SizeLimits.class,
            "oneMessage",
            Words.BYTES,
            Effect.RESTART,
            "The largest message between two clients of the ONE dialect"),
    RELAY_MEMORY(
            RelayProperties.class,
            "memory",
            Words.BYTES,
            Effect.AT_ONCE,
            "How much data may wait in this node for receivers; beyond it the fullest channels are interrupted"),
    PENDING_OFFERS(
            RelayProperties.class,
            "pendingOffers",
            "offers",
            Effect.RESTART,
            "How many unanswered offers a connection may have got"),
    FAILED_PROOFS(
            PairingProperties.class,
            "failedProofs",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many wrong proofs of one connection are answered"),
    FAILED_PROOFS_PER_ADDRESS(
            PairingProperties.class,
            "failedProofsPerAddress",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many wrong proofs of one address are answered"),
    NEW_INVITES(
            PairingProperties.class,
            "newInvites",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many invites one identity may register"),
    PAIRINGS_PER_IDENTITY(
            PairingProperties.class,
            "pairingsPerIdentity",
            "pairings",
            Effect.RESTART,
            "How many pairings an identity may have"),
    PAIRING_MEMORY(
            PairingProperties.class,
            "memory",
            Words.BYTES,
            Effect.RESTART,
            "How much invites and pairings may take, without Redis"),
    QUESTIONS(
            DiscoveryProperties.class,
            "questions",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many questions about strangers one identity may ask"),
    QUESTIONS_PER_ADDRESS(
            DiscoveryProperties.class,
            "questionsPerAddress",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many questions about strangers may come from one address"),
    SUBSCRIPTIONS(
            DiscoveryProperties.class,
            "subscriptions",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many subscriptions of presence one identity may ask for"),
    FAILED_KEYS(
            DiscoveryProperties.class,
            "failedKeys",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many sealing keys of one connection may fail to be signed"),
    FAILED_KEYS_PER_ADDRESS(
            DiscoveryProperties.class,
            "failedKeysPerAddress",
            Words.A_MINUTE,
            Effect.AT_ONCE,
            "How many sealing keys from one address may fail to be signed"),
    DISCOVERY_MEMORY(
            DiscoveryProperties.class,
            "memory",
            Words.BYTES,
            Effect.RESTART,
            "How much announcements and sealing keys may take, without Redis"),
    MAILBOX_BYTES(MailboxProperties.class, "bytes", Words.BYTES, Effect.RESTART, "How much data a mailbox holds"),
    MAILBOX_OBJECTS(
            MailboxProperties.class,
            "objects",
            "objects",
            Effect.RESTART,
            "How many objects and parts a mailbox holds"),
    MAILBOX_REMEMBERED_IDS(
            MailboxProperties.class, "rememberedIds", "ids", Effect.RESTART, "How many ids a mailbox remembers"),
    MAILBOX_INSTANCES(
            MailboxProperties.class,
            "instances",
            "instances",
            Effect.RESTART,
            "How many instances of an identity a mailbox knows"),
    MAILBOX_MEMORY(
            MailboxProperties.class,
            "memory",
            Words.BYTES,
            Effect.RESTART,
            "How much all mailboxes may take, without Redis"),
    BATCHES(
            SyncProperties.class,
            "batches",
            Words.BYTES,
            Effect.RESTART,
            "How many bytes of batches may be sent and not acknowledged"),
    REMEMBERED(
            RegistryProperties.class,
            "remembered",
            "slots",
            Effect.RESTART,
            "How many slots are kept without a connection"),
    REMEMBERED_PER_IDENTITY(
            RegistryProperties.class,
            "rememberedPerIdentity",
            "slots",
            Effect.RESTART,
            "How many slots of one identity are kept without a connection"),
    REFUSALS(
            TransportProperties.class,
            "refusals",
            "connections",
            Effect.RESTART,
            "How many sockets may be open beyond the connections, to be told that there is no room"),
    DRAIN_NOTICE(
            DrainProperties.class,
            "notice",
            Words.TIME,
            Effect.NEXT_DRAIN,
            "For how long clients are let in after readiness went down"),
    DRAIN_WINDOW(
            DrainProperties.class,
            "window",
            Words.TIME,
            Effect.NEXT_DRAIN,
            "Over which time the moments are spread at which clients are to leave"),
    DRAIN_LEEWAY(
            DrainProperties.class,
            "leeway",
            Words.TIME,
            Effect.NEXT_DRAIN,
            "How long behind its moment a client may take to leave"),
    DRAIN_CLOSES_PER_SECOND(
            DrainProperties.class,
            "closesPerSecond",
            "connections a second",
            Effect.NEXT_DRAIN,
            "How many clients that stay are closed"),
    DRAIN_LIMIT(
            DrainProperties.class,
            "limit",
            Words.TIME,
            Effect.RESTART,
            "How long a drain may take; the platform's patience is set to fit it");

    /// From when on a change holds.
    enum Effect {
        /// For everybody; nobody who is in loses a place.
        AT_ONCE,
        /// For those that come behind it.
        NEW_CONNECTIONS,
        /// For drains that begin behind it.
        NEXT_DRAIN,
        /// Not while the server runs.
        RESTART;

        /// As it stands in answers and in the documentation.
        String shown() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Class<? extends Record> settings;
    private final String component;
    private final String unit;
    private final Effect effect;
    private final String meaning;

    Limit(Class<? extends Record> settings, String component, String unit, Effect effect, String meaning) {
        this.settings = settings;
        this.component = component;
        this.unit = unit;
        this.effect = effect;
        this.meaning = meaning;
    }

    /// The one whose setting is called so.
    static Optional<Limit> named(String setting) {
        return Arrays.stream(values()).filter(each -> each.setting().equals(setting)).findAny();
    }

    /// The name of its setting: `commserver.limits.connections`.
    String setting() {
        String prefix = Objects.requireNonNull(settings.getAnnotation(ConfigurationProperties.class)).value();
        return prefix + '.' + component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /// The record in which it stands.
    Class<? extends Record> settings() {
        return settings;
    }

    /// Its name in that record.
    String component() {
        return component;
    }

    /// What is counted or measured.
    String unit() {
        return unit;
    }

    Effect effect() {
        return effect;
    }

    boolean isChangeable() {
        return effect != Effect.RESTART;
    }

    String meaning() {
        return meaning;
    }

    /// Units that several have.
    private static final class Words {
        private static final String A_MINUTE = "times a minute";
        private static final String BYTES = "bytes";
        private static final String TIME = "time";
    }
}
