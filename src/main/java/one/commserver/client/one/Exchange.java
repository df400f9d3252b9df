package one.commserver.client.one;

import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.client.one.plugin.Side;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.one.MalformedOneMessageException;
import one.commserver.protocol.one.OneCodec;
import one.commserver.protocol.one.OneFailure;
import one.commserver.protocol.one.OnePeerMessage;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Printable;

import reactor.core.publisher.MonoSink;

import java.nio.ByteBuffer;
import java.util.List;

/// Leads a connection from the request to the key. Belongs to the connection's thread.
abstract sealed class Exchange permits Initiation, Acceptance {

    private static final List<ConnectionState> STEPS =
            List.of(
                    ConnectionState.AUTHENTICATING,
                    ConnectionState.AUTHENTICATED,
                    ConnectionState.ENCRYPTING,
                    ConnectionState.ENCRYPTED,
                    ConnectionState.ACTIVE);
    private static final int MAX_WORDS = 123;

    private final Connection connection;
    private final OneSettings settings;
    private final MonoSink<OneConnection> sink;
    private boolean over;

    /// @param sink gets the connection that comes of it, or an [OneException]
    Exchange(Connection connection, OneSettings settings, MonoSink<OneConnection> sink) {
        this.connection = connection;
        this.settings = settings;
        this.sink = sink;
    }

    final void begin() {
        connection.label(ConnectionLabels.ofDialect("one"));
        connection.receive(this::event);
        connection.ended().subscribe(this::ended);
        connection.schedule(settings.handshakeTimeout(), this::overdue);
        sink.onCancel(() -> connection.execute(this::abandon));
        begun();
    }

    /// Says the first word, if that is this end's.
    abstract void begun();

    /// A message has come in the clear.
    abstract void heard(OnePeerMessage message);

    /// Bytes have come.
    abstract void heard(byte[] bytes);

    /// Wipes what is secret. Called once, at the end.
    abstract void wipe();

    final Connection connection() {
        return connection;
    }

    final void say(OnePeerMessage message) {
        connection.send(OneCodec.shared().encode(message));
    }

    final void say(byte[] bytes) {
        connection.send(new ConnectionEvent.Binary(ByteBuffer.wrap(bytes)));
    }

    /// Both have the key.
    final void agreed(BoxKey key, Side side, BoxPublicKey own, BoxPublicKey peer) {
        if (over || connection.state() == ConnectionState.CLOSING) {
            key.close();
            return;
        }
        over = true;
        wipe();
        STEPS.stream().filter(next -> connection.state().canBecome(next)).forEach(connection::become);
        sink.success(new OneConnection(connection, key, side, own, peer, settings));
    }

    final OneException unexpected() {
        return new OneException(Reason.MALFORMED, "Something else was to come next.");
    }

    private void event(ConnectionEvent event) {
        if (over) {
            return;
        }
        try {
            switch (event) {
                case ConnectionEvent.Text(String text, int _) -> heard(OneCodec.shared().decodePeer(text));
                case ConnectionEvent.Binary(ByteBuffer data) -> heard(bytes(data));
                case ConnectionEvent.Violation(ErrorCode code) -> fail(violated(code));
                case ConnectionEvent.Closing _, ConnectionEvent.Ping _, ConnectionEvent.Pong _ -> {}
            }
        } catch (MalformedOneMessageException malformed) {
            fail(new OneException(Reason.MALFORMED, malformed.failure().text()));
        } catch (BoxOpeningException unproven) {
            fail(new OneException(Reason.NOT_AUTHENTIC, OneFailure.NOT_OPENED.text()));
        } catch (InvalidBoxKeyException noKey) {
            fail(new OneException(Reason.NOT_AUTHENTIC, OneFailure.NOT_A_PUBLIC_KEY.text()));
        } catch (OneException broken) {
            fail(broken);
        }
    }

    private void overdue() {
        fail(new OneException(Reason.TIMED_OUT, "The handshake took too long."));
    }

    private void fail(OneException why) {
        if (!over) {
            over = true;
            wipe();
            end(connection, why);
            sink.error(why);
        }
    }

    /// Nobody waits for it any more.
    private void abandon() {
        if (!over) {
            over = true;
            wipe();
        }
        connection.terminate(CloseReason.NORMAL);
    }

    private void ended(ConnectionEnd end) {
        if (!over) {
            over = true;
            wipe();
            sink.error(new OneException(Reason.REFUSED, words(end)));
        }
    }

    /// Ends a connection on which something has gone wrong.
    static void end(Connection connection, OneException why) {
        connection.problem(
                new ConnectionProblem(
                        String.valueOf(why.getMessage()), ErrorCode.Category.ENCRYPTION, ErrorCode.Severity.ERROR));
        connection.deafen();
        connection.close(why.status());
    }

    static OneException violated(ErrorCode code) {
        return code == ErrorCode.MESSAGE_TOO_BIG
                ? new OneException(Reason.TOO_LARGE, "A frame is larger than this end takes.")
                : new OneException(Reason.MALFORMED, "A frame breaks the rules of WebSockets.");
    }

    /// What there is to say about an end.
    static String words(ConnectionEnd end) {
        String text = Printable.of(end.status().text(), MAX_WORDS);
        return text.isEmpty() ? "The connection was lost." : text;
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }
}
