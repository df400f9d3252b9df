package one.commserver.cli.doctor;

import one.commserver.cli.outcome.OwnThread;
import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.client.CommClientBuilder;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.PairingClient;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.ServerDraining;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/// One identity of the doctor's, made up for one examination.
final class Visitor implements ConnectionObserver, AutoCloseable {

    /// What its device is called.
    static final String INSTANCE = "doctor";

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
    private final CommClient client;
    private final Clock clock;
    private volatile @Nullable ServerDraining draining;
    private volatile Duration authentication = Duration.ZERO;
    private @Nullable ClientLink link;

    /// @param clients makes a client of the server that is examined, from a key
    Visitor(Function<SigningKey, CommClientBuilder> clients, Clock clock) {
        this.client = clients.apply(key).observer(this).build();
        this.clock = clock;
    }

    /// Goes in.
    ClientLink enter(Duration patience) {
        ClientLink made = OwnThread.await(client.connect(ConnectionKind.DATA).doOnNext(this::listen), patience);
        link = made;
        return made;
    }

    ClientLink link() {
        return Objects.requireNonNull(link, "it hasn't entered");
    }

    SigningKey key() {
        return key;
    }

    /// Invites and pairings over its link.
    PairingClient pairing() {
        return new PairingClient(link(), key, new InMemoryTrustStore(1), clock);
    }

    /// How long challenge and response took.
    Duration authentication() {
        return authentication;
    }

    /// What the server has said about going away; null: nothing.
    @Nullable ServerDraining draining() {
        return draining;
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        if (from == ConnectionState.AUTHENTICATING) {
            authentication = Duration.ofNanos(nanos);
        }
    }

    @Override
    public void close() {
        try {
            OwnThread.lastly(client.close(), CLOSE_PATIENCE);
        } finally {
            key.close();
        }
    }

    /// On the link's thread, before anything more is read.
    private void listen(ClientLink made) {
        var _ = OwnThread.begin(made.notices().ofType(ServerDraining.class).doOnNext(told -> draining = told).then());
    }
}
