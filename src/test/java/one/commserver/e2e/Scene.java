package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.KeyPublished;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncStored;

import java.time.Duration;
import java.util.stream.Stream;

/// A client that has come in as far as some [Sequence.Stage].
///
/// @param self it
/// @param peer who has to do with it, or itself
/// @param invite what they may be paired by
/// @param right does what is right to do next
/// @param outcome hears what comes of it
record Scene(RawClient self, RawClient peer, Bytes invite, Runnable right, Runnable outcome) {

    private static final Identity NOBODY = Who.anybody().key().identity();
    private static final Bytes NO_INVITE = Bytes.of(new byte[32]);

    /// The generation of a channel when one of its two parties has gone.
    static final int BROKEN = 2;

    private static Scene alone(RawClient self, Runnable right, Runnable outcome) {
        return two(self, self, right, outcome);
    }

    private static Scene two(RawClient self, RawClient peer, Runnable right, Runnable outcome) {
        return new Scene(self, peer, NO_INVITE, right, outcome);
    }

    RawClient client(Move.By by) {
        return by == Move.By.SELF ? self : peer;
    }

    Identity identity(Move.By of) {
        return client(of).isIn() ? client(of).identity() : NOBODY;
    }

    Stream<RawClient> clients() {
        return Stream.of(self, peer).distinct();
    }

    static Scene of(Sequence.Stage stage, Server server) {
        return switch (stage) {
            case STRANGER -> {
                RawClient client = server.connect();
                var login = new Login(client, Who.anybody());
                yield alone(client, login::auth, login::challenge);
            }
            case CHALLENGED -> {
                RawClient client = server.connect();
                var login = new Login(client, Who.anybody());
                login.auth();
                Challenge challenge = login.challenge();
                yield alone(client, () -> login.respond(challenge), () -> client.message(AuthSuccess.class));
            }
            case IN -> {
                RawClient client = server.join();
                yield alone(
                        client,
                        () -> {
                            Mail.send(client, client.identity(), Mail.object("o"));
                            client.send(SealingKeys.of(client, Duration.ofDays(1)));
                        },
                        () -> {
                            client.message(SyncStored.class);
                            client.message(KeyPublished.class);
                        });
            }
            case CONTROL -> finding(server.join(Who.anybody().kind(ConnectionKind.CONTROL)));
            case DISCOVERY -> finding(server.join(Who.anybody().kind(ConnectionKind.DISCOVERY)));
            case FETCHING -> {
                RawClient client = Mail.filled(server, 2);
                SyncData batch = Mail.first(client);
                yield alone(client, () -> Mail.ack(client, batch), () -> Mail.complete(client, "ack"));
            }
            case ONE -> {
                RawClient client = server.connect();
                BoxKeyPair key = BoxKeyPair.generate();
                String answer = OneTalk.hex(OneTalk.answer(key, OneTalk.challenge(client, key)));
                yield alone(
                        client,
                        () -> client.text(OneTalk.response(answer)),
                        () -> assertThat(client.nextText()).contains("authentication_success"));
            }
            case ONE_WAITING -> {
                BoxKeyPair key = BoxKeyPair.generate();
                String source = OneTalk.hex(BoxKeyPair.generate());
                RawClient client = server.connect();
                OneTalk.wait(client, key);
                RawClient caller = server.connect();
                yield two(
                        client,
                        caller,
                        () -> caller.text(OneTalk.request(source, OneTalk.hex(key))),
                        () -> OneTalk.isHandedOver(client, source, key));
            }
            case ONE_JOINED -> {
                BoxKeyPair key = BoxKeyPair.generate();
                String source = OneTalk.hex(BoxKeyPair.generate());
                RawClient listener = server.connect();
                OneTalk.wait(listener, key);
                RawClient client = server.connect();
                client.text(OneTalk.request(source, OneTalk.hex(key)));
                OneTalk.isHandedOver(listener, source, key);
                yield two(
                        client,
                        listener,
                        () -> client.text("hello"),
                        () -> assertThat(listener.nextText()).isEqualTo("hello"));
            }
            case CALLING -> {
                RawClient client = server.join();
                yield calling(client, server.join(), client);
            }
            case CALLED -> {
                RawClient client = server.join();
                yield calling(server.join(), client, client);
            }
            case REFUSING -> {
                RawClient caller = server.join();
                RawClient client = server.join();
                int channel = offered(caller, client);
                yield two(
                        client,
                        caller,
                        () -> client.send(new ChannelReject("j", channel, "no")),
                        () -> caller.error(ErrorCode.CHANNEL_REJECTED));
            }
            case PAIRING -> {
                RawClient inviter = server.join();
                RawClient client = server.join();
                Invitation invitation = Invitation.of(inviter, 1);
                Bytes challenge = invitation.request(client);
                yield new Scene(
                        client,
                        inviter,
                        invitation.id(),
                        () -> invitation.prove(client, challenge),
                        () -> {
                            client.message(PairSuccess.class);
                            inviter.message(PairNotice.class);
                        });
            }
            case JOINED -> {
                Joined joined = Joined.of(server.join(), server.join());
                byte[] some = {1, 2, 3};
                yield two(
                        joined.opener(),
                        joined.acceptor(),
                        () -> joined.opener().data(joined.here(), some),
                        () -> assertThat(joined.acceptor().data(joined.there())).isEqualTo(some));
            }
            case BACK -> {
                Joined joined = Joined.of(server.join(), server.join());
                RawClient gone = joined.opener();
                RawClient peer = joined.acceptor();
                gone.cut();
                peer.interrupted(joined.there(), BROKEN);
                RawClient client = server.join(gone.who().session(gone.token()));
                assertThat(client.hello().channels()).hasSize(1);
                yield two(
                        client,
                        peer,
                        () -> {
                            peer.resume(joined.there(), BROKEN, 0);
                            client.resume(joined.here(), BROKEN, 0);
                        },
                        () -> {
                            client.message(ChannelResumed.class);
                            peer.message(ChannelResumed.class);
                        });
            }
            case LEFT -> {
                Joined joined = Joined.of(server.join(), server.join());
                RawClient client = joined.opener();
                joined.acceptor().cut();
                client.interrupted(joined.here(), BROKEN);
                yield alone(client, () -> client.resume(joined.here(), BROKEN, 0), client::isQuiet);
            }
        };
    }

    private static Scene finding(RawClient client) {
        return alone(
                client,
                () -> client.send(new Discover("d", client.identity(), null, null)),
                () -> client.message(Endpoints.class));
    }

    private static int offered(RawClient caller, RawClient called) {
        Offers.ask(caller, called.identity(), "o");
        return called.message(ChannelOffer.class).channel();
    }

    private static Scene calling(RawClient caller, RawClient called, RawClient self) {
        int channel = offered(caller, called);
        return two(
                self,
                self.equals(caller) ? called : caller,
                () -> called.send(new ChannelAccept("a", channel, Joined.WINDOW)),
                () -> caller.message(ChannelOpened.class));
    }
}
