package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.Presence;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.DiscoveryMessage.Transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What clients say of themselves, and what they learn of others.
final class Finding {

    static final Endpoint RELAY = new Endpoint(Transport.RELAY, "wss://relay.example/", null);
    static final Endpoint SOCKET = new Endpoint(Transport.WEBSOCKET, "wss://phone.example:8443/x", 1);

    private Finding() {}

    /// Can be reached for an hour.
    static RawClient announced(RawClient client, Endpoint... endpoints) {
        announce(client, 3600, endpoints);
        return client;
    }

    static Instant announce(RawClient client, long ttl, Endpoint... endpoints) {
        client.send(new Announce("n", List.of(endpoints), ttl));
        Announced announced = client.message(Announced.class);
        assertThat(announced.ref()).isEqualTo("n");
        return Instant.parse(announced.expires());
    }

    static Endpoints find(RawClient client, Identity identity) {
        client.send(new Discover("d", identity, null, null));
        Endpoints found = client.message(Endpoints.class);
        assertThat(found.ref()).isEqualTo("d");
        assertThat(found.identity()).isEqualTo(identity);
        return found;
    }

    /// The answer as it came, but for the name that was asked for.
    static String answer(RawClient client, Identity identity) {
        client.send(new Discover("d", identity, null, null));
        return client.nextText().replace(identity.wire(), "NAME");
    }

    /// Asks until the answer is as it should be.
    static Endpoints awaitFound(RawClient client, Identity identity, Predicate<Endpoints> expected) {
        Instant deadline = Instant.now().plus(RawClient.DEADLINE);
        Endpoints found = find(client, identity);
        while (!expected.test(found)) {
            assertThat(Instant.now()).as("%s", found).isBefore(deadline);
            found = find(client, identity);
        }
        return found;
    }

    /// Who is there at first, and nothing else has come.
    static List<Identity> subscribe(RawClient client) {
        client.send(new PresenceSubscribe("s"));
        var online = new ArrayList<Identity>();
        while (true) {
            String json = client.nextText();
            switch (RawClient.CODEC.decodeServer(json)) {
                case Presence presence -> {
                    assertThat(presence.online()).isTrue();
                    assertThat(presence.ref()).isNull();
                    online.add(presence.identity());
                }
                case PresenceSubscribed subscribed -> {
                    assertThat(subscribed.ref()).isEqualTo("s");
                    return online;
                }
                default -> throw new AssertionError(json);
            }
        }
    }

    static void told(RawClient client, Identity identity, boolean online) {
        assertThat(client.message(Presence.class)).isEqualTo(new Presence(null, identity, online));
    }

    /// Comes and goes; there at the end if the number is even.
    static void flap(RawClient peer, int times) {
        for (int i = 0; i <= times; i++) {
            peer.send(new Announce("f", i % 2 == 0 ? List.of(RELAY) : List.of(), 60));
            String answer = peer.nextText();
            while (!answer.contains("\"announced\"")) {
                answer = peer.nextText();
            }
        }
    }
}
