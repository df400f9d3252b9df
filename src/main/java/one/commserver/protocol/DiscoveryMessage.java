package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// Where somebody can be reached, with which key things can be left for him, and who is there.
///
/// Spec: chapter 6.
public sealed interface DiscoveryMessage {

    /// The most endpoints of one announcement.
    int MAX_ENDPOINTS = 8;

    /// The most endpoints of an answer: those of all connections of an identity.
    int MAX_FOUND = 256;

    /// The most characters of an address.
    int MAX_ADDRESS = 256;

    /// The longest time to live that can be asked for, in seconds.
    long MAX_TTL = 86_400;

    /// The largest priority; the smallest is tried first.
    int MAX_PRIORITY = 255;

    /// The most characters of a suite's name.
    int MAX_SUITE = 64;

    /// The most bytes of a sealing key.
    int MAX_SEALING_KEY = 4096;

    /// What a client sends.
    sealed interface FromClient extends DiscoveryMessage, ClientMessage {}

    /// What a server sends.
    sealed interface FromServer extends DiscoveryMessage, ServerMessage {}

    /// Over what an endpoint is reached.
    enum Transport implements WireName {
        /// The client listens itself: an URL.
        WEBSOCKET,
        /// By a channel of a server: the server's URL.
        RELAY,
        /// A host and a port.
        UDP,
        /// The name or address of a Bluetooth device.
        BLE;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One way to reach a device. Its form is checked by whoever announces it to others.
    ///
    /// @param address what it looks like depends on the transport
    /// @param priority the smallest is to be tried first; absent is the largest
    record Endpoint(Transport transport, String address, @Nullable Integer priority) {
        public Endpoint {
            Fields.visible("address", address, 1, MAX_ADDRESS);
            Fields.range("priority", 0, MAX_PRIORITY, priority);
        }
    }

    /// Says how this device can be reached, in place of what its connection said before; nothing: not at all.
    ///
    /// @param ttl for how long, in seconds
    @JsonTypeName("announce")
    record Announce(@Nullable String ref, List<Endpoint> endpoints, long ttl) implements FromClient {
        public Announce {
            Fields.ref(ref);
            Fields.atMost("endpoints", MAX_ENDPOINTS, endpoints.size());
            endpoints = List.copyOf(endpoints);
            Fields.range("ttl", 1, MAX_TTL, ttl);
        }
    }

    /// Peers can find it.
    ///
    /// @param expires until then
    @JsonTypeName("announced")
    record Announced(@Nullable String ref, String expires) implements FromServer {
        public Announced {
            Fields.ref(ref);
            Fields.time("expires", expires);
        }
    }

    /// Publishes the key with which things are sealed for this identity.
    ///
    /// @param suite what kind of key it is
    /// @param signature the identity's, over it
    @JsonTypeName("key_publish")
    record KeyPublish(@Nullable String ref, String suite, Bytes key, String expires, Bytes signature)
            implements FromClient {
        public KeyPublish {
            Fields.ref(ref);
            sealingKey(suite, key, expires, signature);
        }
    }

    /// Peers can find the key.
    @JsonTypeName("key_published")
    record KeyPublished(@Nullable String ref) implements FromServer {
        public KeyPublished {
            Fields.ref(ref);
        }
    }

    /// Asks how somebody can be reached.
    ///
    /// @param invite the id of an invite of that identity, by whose holder it may be found before they are paired
    /// @param proof the invite key's signature
    @JsonTypeName("discover")
    record Discover(@Nullable String ref, Identity identity, @Nullable Bytes invite, @Nullable Bytes proof)
            implements FromClient {
        public Discover {
            Fields.ref(ref);
            Fields.bytes("invite", invite, PairingMessage.ID_BYTES, PairingMessage.ID_BYTES);
            Fields.bytes("proof", proof, PairingMessage.PROOF_BYTES, PairingMessage.PROOF_BYTES);
            Fields.together("proof", proof, "invite", invite);
        }
    }

    /// How somebody can be reached; the same for one who isn't there, isn't known, or isn't the client's peer.
    ///
    /// @param online as in [Presence]
    /// @param endpoints those that are live
    @JsonTypeName("endpoints")
    record Endpoints(
            @Nullable String ref,
            Identity identity,
            boolean online,
            List<FoundEndpoint> endpoints,
            @Nullable SealingKey sealingKey)
            implements FromServer {
        public Endpoints {
            Fields.ref(ref);
            Fields.atMost("endpoints", MAX_FOUND, endpoints.size());
            endpoints = List.copyOf(endpoints);
        }
    }

    /// One way to reach one device.
    ///
    /// @param instance the device
    record FoundEndpoint(String instance, Transport transport, String address, @Nullable Integer priority) {
        public FoundEndpoint {
            Fields.name("instance", instance, 1, AuthenticationMessage.MAX_INSTANCE);
            Fields.visible("address", address, 1, MAX_ADDRESS);
            Fields.range("priority", 0, MAX_PRIORITY, priority);
        }
    }

    /// A published key, for whoever verifies it.
    ///
    /// @param suite what kind of key it is
    /// @param signature its identity's, over it
    record SealingKey(String suite, Bytes key, String expires, Bytes signature) {
        public SealingKey {
            sealingKey(suite, key, expires, signature);
        }
    }

    /// Asks to be told which peers are there, now and whenever that changes.
    @JsonTypeName("presence_subscribe")
    record PresenceSubscribe(@Nullable String ref) implements FromClient {
        public PresenceSubscribe {
            Fields.ref(ref);
        }
    }

    /// Who is there has been told; what comes from now on is what changes.
    @JsonTypeName("presence_subscribed")
    record PresenceSubscribed(@Nullable String ref) implements FromServer {
        public PresenceSubscribed {
            Fields.ref(ref);
        }
    }

    /// Whether a peer is there: on one device at least.
    @JsonTypeName("presence")
    record Presence(@Nullable String ref, Identity identity, boolean online) implements FromServer {
        public Presence {
            Fields.ref(ref);
        }
    }

    private static void sealingKey(String suite, Bytes key, String expires, Bytes signature) {
        Fields.name("suite", suite, 1, MAX_SUITE);
        Fields.bytes("key", key, 1, MAX_SEALING_KEY);
        Fields.time("expires", expires);
        Fields.bytes("signature", signature, 1, AuthenticationMessage.MAX_KEY_BYTES);
    }
}
