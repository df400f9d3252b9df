package one.commserver.bench.library;

import one.commserver.client.Channel;
import one.commserver.client.CommClient;
import one.commserver.client.IncomingOffer;
import one.commserver.client.peer.PeerConnection;
import one.commserver.client.peer.PeerSettings;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.net.InetSocketAddress;
import java.util.List;

/// Two clients of the library who have met: both are authenticated and a channel leads from one to the other. All
/// settings are the library's own, but for the suite.
///
/// @param opened the caller's end of the channel
/// @param accepted the other end
record Meeting(Client caller, Client callee, Channel opened, Channel accepted) {

    /// One client, of whom there may be one at a time with this key and name.
    record Client(SigningKey key, String instance, CommClient library) {

        static Client of(InetSocketAddress server, SigningKey key, String instance) {
            String url = "ws://" + server.getHostString() + ":" + server.getPort() + "/";
            return new Client(key, instance, CommClient.builder(key, url, instance).build());
        }

        static Client stranger(InetSocketAddress server, String instance) {
            return of(server, SigningKey.generate(SignatureAlgorithm.ED25519), instance);
        }

        private PeerSettings settings() {
            return PeerSettings.of(instance).suites(List.of(AgreementSuite.X25519_ML_KEM_768));
        }
    }

    /// Both ends of an encrypted connection.
    record Peers(PeerConnection caller, PeerConnection callee) {}

    /// Both connect, and one opens a channel to the other.
    static Mono<Meeting> between(Client caller, Client callee) {
        return Mono.defer(() -> {
            Sinks.One<Channel> accepted = Sinks.one();
            return callee.library()
                    .connect(ConnectionKind.DATA)
                    .doOnNext(link ->
                            link.offers()
                                    .flatMap(IncomingOffer::accept)
                                    .subscribe(accepted::tryEmitValue, accepted::tryEmitError))
                    .then(caller.library().connect(ConnectionKind.DATA))
                    .flatMap(link -> link.openChannel(callee.key().identity()))
                    .zipWith(accepted.asMono(), (opened, other) -> new Meeting(caller, callee, opened, other));
        });
    }

    /// Both agree on keys; from then on the channel is theirs.
    Mono<Peers> encrypt() {
        return Mono.zip(
                PeerConnection.initiate(opened, caller.key(), caller.settings()),
                PeerConnection.accept(accepted, callee.key(), callee.settings()),
                Peers::new);
    }

    /// Both leave the server, and whatever joined them ends.
    Mono<Void> part() {
        return Mono.when(caller.library().close(), callee.library().close());
    }
}
