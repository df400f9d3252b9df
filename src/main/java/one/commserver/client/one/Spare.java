package one.commserver.client.one;

import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.Dialled;
import one.commserver.client.dial.LinkThread;
import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxChallenge;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.crypto.box.InvalidBoxKeyException;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.one.MalformedOneMessageException;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneCodec;
import one.commserver.protocol.one.OneFailure;
import one.commserver.protocol.one.OneServerMessage;
import one.commserver.protocol.one.OneServerMessage.AuthenticationRequest;
import one.commserver.protocol.one.OneServerMessage.AuthenticationSuccess;
import one.commserver.protocol.one.OneServerMessage.ConnectionHandover;
import one.commserver.protocol.one.OneServerMessage.Ping;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;

/// One socket of a listener: registers, waits, and is handed over to whoever asks. It does so once.
///
/// But for [#open] and [#close], everything belongs to its connection's thread.
final class Spare {

    /// Where it is in its life.
    private enum Phase {
        REGISTERING,
        CHALLENGED,
        WAITING,
        HANDED_OVER,
        OVER
    }

    /// Hears what becomes of it, on the connection's thread.
    interface Owner {

        /// It waits at the server.
        void registered(Spare spare);

        /// Somebody has asked for it: it waits no more.
        void handedOver(Spare spare);

        /// Both ends have proven themselves. The last call.
        void accepted(Spare spare, OneConnection connection);

        /// Nothing comes of it. The last call.
        void failed(Spare spare, Throwable why);
    }

    private final BoxKeyPair own;
    private final OneSettings settings;
    private final Owner owner;
    private volatile Phase phase = Phase.REGISTERING;
    private volatile @Nullable Connection dialled;
    private volatile @Nullable Disposable dialling;
    private volatile boolean closed;
    private Duration silence = Duration.ZERO;
    private long lastPing;

    Spare(BoxKeyPair own, OneSettings settings, Owner owner) {
        this.own = own;
        this.settings = settings;
        this.owner = owner;
    }

    /// Dials and registers. Once.
    void open(Dialer dialer) {
        dialling =
                dialer.dial(
                                new LinkThread(),
                                settings.connection(),
                                connection -> OneRequester.prepare(connection, settings))
                        .subscribe(this::opened, failure -> owner.failed(this, failure));
        if (closed) {
            close();
        }
    }

    /// Ends it, unless the application has it already. Any thread.
    void close() {
        closed = true;
        Disposable attempt = dialling;
        if (attempt != null) {
            attempt.dispose();
        }
        Connection connection = dialled;
        if (connection != null) {
            connection.close(CloseReason.NORMAL);
        }
    }

    private void opened(Dialled opened) {
        Connection connection = opened.connection();
        dialled = connection;
        if (closed) {
            connection.terminate(CloseReason.NORMAL);
            return;
        }
        opened.allow(OneSettings.MAX_TEXT_FRAME, OneSettings.MAX_BINARY_FRAME);
        connection.label(ConnectionLabels.ofDialect("one"));
        connection.become(ConnectionState.AUTHENTICATING);
        connection.receive(event -> event(connection, event));
        connection.ended().subscribe(this::ended);
        connection.schedule(settings.handshakeTimeout(), () -> overdue(connection));
        say(connection, new OneClientMessage.Register(own.publicKey()));
    }

    private void event(Connection connection, ConnectionEvent event) {
        if (phase == Phase.OVER) {
            return;
        }
        try {
            switch (event) {
                case ConnectionEvent.Text(String text, int _) ->
                        heard(connection, OneCodec.shared().decodeServer(text));
                case ConnectionEvent.Binary _ -> throw new OneException(Reason.MALFORMED, OneFailure.NOT_TEXT.text());
                case ConnectionEvent.Violation(ErrorCode code) -> throw Exchange.violated(code);
                case ConnectionEvent.Closing _, ConnectionEvent.Ping _, ConnectionEvent.Pong _ -> {}
            }
        } catch (MalformedOneMessageException malformed) {
            fail(connection, new OneException(Reason.MALFORMED, malformed.failure().text()));
        } catch (BoxOpeningException | InvalidBoxKeyException noChallenge) {
            fail(connection, new OneException(Reason.NOT_AUTHENTIC, OneFailure.NOT_OPENED.text()));
        } catch (OneException broken) {
            fail(connection, broken);
        }
    }

    private void heard(Connection connection, OneServerMessage message) {
        switch (message) {
            case AuthenticationRequest asked when phase == Phase.REGISTERING -> {
                phase = Phase.CHALLENGED;
                try (BoxKey key = own.agree(asked.publicKey())) {
                    byte[] answer = BoxChallenge.answer(key, asked.challenge().toByteArray());
                    say(connection, new OneClientMessage.AuthenticationResponse(Bytes.of(answer)));
                }
            }
            case AuthenticationSuccess(long pingInterval) when phase == Phase.CHALLENGED -> {
                phase = Phase.WAITING;
                connection.become(ConnectionState.AUTHENTICATED);
                silence = Duration.ofMillis(pingInterval).plus(settings.pingPatience());
                lastPing = settings.clock().nanos();
                connection.schedule(silence, () -> watch(connection));
                owner.registered(this);
            }
            case Ping _ when phase == Phase.WAITING -> {
                lastPing = settings.clock().nanos();
                say(connection, new OneClientMessage.Pong());
            }
            case ConnectionHandover _ when phase == Phase.WAITING -> handOver(connection);
            default -> throw new OneException(Reason.MALFORMED, "Something else was to come next.");
        }
    }

    private void handOver(Connection connection) {
        phase = Phase.HANDED_OVER;
        owner.handedOver(this);
        Mono.<OneConnection>create(sink -> new Acceptance(connection, own, settings, sink).begin())
                .subscribe(accepted -> owner.accepted(this, accepted), failure -> owner.failed(this, failure));
    }

    /// A server that doesn't ask any more doesn't know any more that somebody waits.
    private void watch(Connection connection) {
        if (phase != Phase.WAITING) {
            return;
        }
        Duration rest = silence.minus(settings.clock().since(lastPing));
        if (rest.isPositive()) {
            connection.schedule(rest, () -> watch(connection));
        } else {
            fail(connection, new OneException(Reason.SILENT, "Pong: Connection timed out"));
        }
    }

    private void overdue(Connection connection) {
        if (phase == Phase.REGISTERING || phase == Phase.CHALLENGED) {
            fail(connection, new OneException(Reason.TIMED_OUT, "The registration took too long."));
        }
    }

    private void fail(Connection connection, OneException why) {
        phase = Phase.OVER;
        Exchange.end(connection, why);
        owner.failed(this, why);
    }

    private void ended(ConnectionEnd end) {
        if (phase != Phase.OVER && phase != Phase.HANDED_OVER) {
            phase = Phase.OVER;
            owner.failed(this, new OneException(Reason.REFUSED, Exchange.words(end)));
        }
    }

    private static void say(Connection connection, OneClientMessage message) {
        connection.send(OneCodec.shared().encode(message));
    }
}
