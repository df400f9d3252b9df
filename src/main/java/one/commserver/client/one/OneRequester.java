package one.commserver.client.one;

import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.Dialled;
import one.commserver.client.dial.LinkThread;
import one.commserver.client.one.handshake.InitiatorHandshake;
import one.commserver.client.one.plugin.OneException;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionError;
import one.commserver.connection.plugin.NetworkPlugin;
import one.commserver.connection.plugin.StatisticsPlugin;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;

import reactor.core.publisher.Mono;

import java.util.concurrent.atomic.AtomicBoolean;

/// Reaches others through one server, or at one peer's own address. Made by [OneSettingsBuilder#requester]. Safe from
/// any thread.
public final class OneRequester {

    private final Dialer dialer;
    private final BoxKeyPair own;
    private final OneSettings settings;

    OneRequester(Dialer dialer, BoxKeyPair own, OneSettings settings) {
        this.dialer = dialer;
        this.own = own;
        this.settings = settings;
    }

    /// Dials and asks for a peer, each time it is subscribed to.
    ///
    /// @return the connection, when both ends have proven that they own their keys. Fails with a [ConnectionError] if
    ///     there is no socket in time; with an [OneException]: [OneException.Reason#REFUSED] with the other side's
    ///     words if it has closed, most often because nobody listens there, or what else was wrong; with an
    ///     [InvalidBoxKeyException] if nobody can own that key
    public Mono<OneConnection> connect(BoxPublicKey target) {
        return Mono.defer(() -> {
            var handshake = new InitiatorHandshake(own, target);
            var begun = new AtomicBoolean();
            return dialer.dial(new LinkThread(), settings.connection(), connection -> prepare(connection, settings))
                    .flatMap(dialled -> exchange(dialled, handshake, begun))
                    .doFinally(signal -> {
                        // an exchange wipes what is its own
                        if (!begun.get()) {
                            handshake.close();
                        }
                    });
        });
    }

    private Mono<OneConnection> exchange(Dialled dialled, InitiatorHandshake handshake, AtomicBoolean begun) {
        return Mono.create(sink -> {
            begun.set(true);
            dialled.allow(OneSettings.MAX_TEXT_FRAME, OneSettings.MAX_BINARY_FRAME);
            new Initiation(dialled.connection(), handshake, settings, sink).begin();
        });
    }

    /// The plugins that each connection begins with.
    static void prepare(Connection connection, OneSettings settings) {
        connection.addPlugin(new NetworkPlugin()).addPlugin(new StatisticsPlugin(connection, settings.observer()));
    }

    @Override
    public String toString() {
        return "OneRequester[" + own.publicKey() + " at " + dialer.address() + "]";
    }
}
