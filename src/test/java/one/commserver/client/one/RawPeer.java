package one.commserver.client.one;

import one.commserver.client.dial.Dialled;
import one.commserver.client.dial.LinkThread;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.one.OneCodec;
import one.commserver.protocol.one.OneMessage;
import one.commserver.wire.ConnectionEvent;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A socket on which a test says what it wants to.
final class RawPeer implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final BlockingQueue<ConnectionEvent> heard = new LinkedBlockingQueue<>();
    private final Connection connection;

    RawPeer(String url) {
        OneSettings settings = new OneSettingsBuilder().settings();
        Dialled dialled =
                settings.dialer(url)
                        .dial(
                                new LinkThread(),
                                settings.connection(),
                                made -> {
                                    OneRequester.prepare(made, settings);
                                    made.receive(heard::add);
                                })
                        .doOnNext(each -> each.allow(DirectServer.MAX_TEXT, DirectServer.MAX_BINARY))
                        .block(SOON);
        connection = Objects.requireNonNull(dialled).connection();
    }

    void say(OneMessage message) {
        say(OneCodec.shared().encode(message));
    }

    void say(String text) {
        connection.send(text);
    }

    void say(byte[] bytes) {
        connection.send(new ConnectionEvent.Binary(ByteBuffer.wrap(bytes)));
    }

    /// The next text.
    String text() throws InterruptedException {
        return ((ConnectionEvent.Text) next()).text();
    }

    /// The next bytes.
    byte[] bytes() throws InterruptedException {
        return ((ConnectionEvent.Binary) next()).data().array();
    }

    private ConnectionEvent next() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(SOON.toSeconds(), TimeUnit.SECONDS), "nothing came");
    }

    /// How it has ended, when it has.
    ConnectionEnd end() {
        return Objects.requireNonNull(connection.ended().block(SOON));
    }

    @Override
    public void close() {
        connection.close(CloseReason.NORMAL);
        end();
    }
}
