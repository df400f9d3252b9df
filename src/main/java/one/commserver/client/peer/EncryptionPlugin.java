package one.commserver.client.peer;

import one.commserver.client.encryption.AcceptorHandshake;
import one.commserver.client.encryption.Encryption;
import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.InitiatorHandshake;
import one.commserver.client.encryption.RecordHead;
import one.commserver.connection.Connection;
import one.commserver.connection.Plugin;
import one.commserver.connection.PluginContext;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Keeps the handshake to itself; then seals what goes out and opens what comes in. A close goes out as the end of the
/// stream, and the peer's end comes in as a close: there is no other one.
///
/// The handshake's steps take their time, and some draw randomness, so they are taken elsewhere; meanwhile nothing is
/// read.
///
/// Spec: chapter 8, end to end.
final class EncryptionPlugin implements Plugin {

    /// Its name in the chain.
    static final String NAME = "encryption";

    /// Hears how it goes, on the connection's thread.
    interface Listener {

        /// Both ends have proven themselves and have the same keys. Nothing of the peer's was read behind that yet.
        void agreed(Encryption encryption);

        /// It won't go on.
        void failed(Throwable failure);

        /// The peer has sent all that it wanted to.
        void peerEnded();

        /// A record has come that the peer has sealed.
        void heard();
    }

    private final @Nullable InitiatorHandshake initiator;
    private final @Nullable AcceptorHandshake acceptor;
    private final Listener listener;
    private @Nullable PluginContext context;
    private @Nullable Encryption encryption;
    private boolean answered;
    private boolean busy;
    private boolean endSent;
    private boolean over;

    /// @param initiator for the channel's opener; else `acceptor`
    EncryptionPlugin(@Nullable InitiatorHandshake initiator, @Nullable AcceptorHandshake acceptor, Listener listener) {
        this.initiator = initiator;
        this.acceptor = acceptor;
        this.listener = listener;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void attached(PluginContext newContext) {
        context = newContext;
    }

    /// Says the first word, if that is this end's.
    void start() {
        if (initiator != null) {
            elsewhere(initiator::offer, this::emit);
        }
    }

    /// Wipes all keys. On the connection's thread, when the connection has ended.
    void wipe() {
        over = true;
        if (encryption != null) {
            encryption.close();
        }
        // A step under way elsewhere has the handshake to itself; it wipes when it comes back.
        if (!busy) {
            wipeHandshake();
        }
    }

    private void wipeHandshake() {
        if (initiator != null) {
            initiator.close();
        }
        if (acceptor != null) {
            acceptor.close();
        }
    }

    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (!(event instanceof ConnectionEvent.Binary(ByteBuffer data))) {
            next.accept(event);
        } else if (encryption == null) {
            handshake(bytes(data));
        } else {
            ByteBuffer plaintext = encryption.opener().open(data.duplicate());
            listener.heard();
            if (encryption.opener().isEnded()) {
                peerEnded();
            } else {
                next.accept(new ConnectionEvent.Binary(plaintext));
            }
        }
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        Encryption keys = encryption;
        switch (event) {
            case ConnectionEvent.Binary(ByteBuffer data) -> {
                if (keys != null && !endSent) {
                    next.accept(new ConnectionEvent.Binary(keys.sealer().seal(data.duplicate())));
                }
            }
            case ConnectionEvent.Closing closing -> {
                if (keys != null && !endSent) {
                    next.accept(end(keys));
                }
                next.accept(closing);
            }
            default -> throw new IllegalStateException("nothing but messages leaves through a peer connection");
        }
    }

    private ConnectionEvent end(Encryption keys) {
        endSent = true;
        return new ConnectionEvent.Binary(keys.sealer().seal(ByteBuffer.wrap(new byte[] {RecordHead.END.encoded()})));
    }

    /// Tells the connection, as a close frame would, and answers with this end's own end.
    private void peerEnded() {
        PluginContext here = here();
        Encryption keys = encryption;
        listener.peerEnded();
        CloseStatus status = CloseStatus.of(CloseReason.NORMAL);
        here.connection().incoming(new ConnectionEvent.Closing(status));
        if (keys != null && !endSent) {
            here.emitOutgoing(end(keys));
            here.emitOutgoing(new ConnectionEvent.Closing(status));
        }
    }

    private void handshake(byte[] message) {
        if (busy) {
            throw new EncryptionException(Reason.UNEXPECTED, "a message while the last one is being answered");
        }
        if (initiator != null) {
            InitiatorHandshake handshake = initiator;
            elsewhere(
                    () -> handshake.params(message),
                    finished -> {
                        emit(finished.confirm());
                        agreed(finished.encryption());
                    });
        } else if (acceptor != null && answered) {
            AcceptorHandshake handshake = acceptor;
            elsewhere(() -> handshake.confirmed(message), this::agreed);
        } else if (acceptor != null) {
            AcceptorHandshake handshake = acceptor;
            answered = true;
            elsewhere(() -> handshake.params(message), this::emit);
        }
    }

    private void agreed(Encryption agreed) {
        encryption = agreed;
        listener.agreed(agreed);
    }

    private void emit(byte[] message) {
        here().emitOutgoing(new ConnectionEvent.Binary(ByteBuffer.wrap(message)));
    }

    private <T> void elsewhere(Callable<T> step, Consumer<T> then) {
        busy = true;
        Connection connection = here().connection();
        connection.reading(false);
        Mono.fromCallable(step)
                .subscribeOn(Schedulers.boundedElastic())
                .subscribe(
                        result -> connection.execute(() -> back(connection, () -> then.accept(result), result)),
                        failure -> connection.execute(() -> back(connection, () -> listener.failed(failure), failure)));
    }

    private void back(Connection connection, Runnable action, Object result) {
        busy = false;
        if (over) {
            wipeHandshake();
            switch (result) {
                case Encryption late -> late.close();
                case InitiatorHandshake.Finished late -> late.encryption().close();
                default -> {}
            }
            return;
        }
        action.run();
        connection.reading(true);
    }

    private PluginContext here() {
        if (context == null) {
            throw new IllegalStateException("the plugin has no place in a chain yet");
        }
        return context;
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }
}
