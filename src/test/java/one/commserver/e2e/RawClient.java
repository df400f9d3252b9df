package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.ServerMessage;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client that does what it is told, right or wrong. It answers pings and closes by itself and does nothing else.
final class RawClient implements AutoCloseable {

    /// Far beyond what anything takes: who waits that long has failed.
    static final Duration DEADLINE = Duration.ofSeconds(20);

    static final MessageCodec CODEC = MessageCodec.shared();

    private final RawSocket socket;
    private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
    private final MailNotices mailNotices = new MailNotices(this);
    private volatile CompletableFuture<Void> mayRead = CompletableFuture.completedFuture(null);
    private volatile boolean mute;
    private @Nullable Who who;
    private @Nullable AuthSuccess hello;

    /// Takes over a socket that has been upgraded.
    RawClient(RawSocket socket) {
        this.socket = socket;
        Thread.ofVirtual().start(this::read);
    }

    static RawClient dial(RawSocket.Dial dial) {
        var socket = new RawSocket(dial);
        socket.write(dial.upgrade("13"));
        assertThat(socket.answer().status()).isEqualTo(101);
        return new RawClient(socket);
    }

    // what it sends

    void raw(byte[] bytes) {
        socket.write(bytes);
    }

    void text(String text) {
        raw(Frames.text(text));
    }

    void binary(byte[] bytes) {
        raw(Frames.binary(bytes));
    }

    void send(ClientMessage message) {
        text(CODEC.encode(message));
    }

    void data(int channel, byte[] payload) {
        binary(Frames.data(channel, payload));
    }

    void flow(int channel, long received, long limit) {
        binary(Frames.flow(channel, received, limit));
    }

    /// Says how much of a channel has come, behind a break.
    void resume(int channel, int generation, long received) {
        send(new ChannelResume("r", channel, generation, received));
    }

    /// Ends in order and waits until the server has, too.
    void leave() {
        raw(Frames.close(1000, ""));
        for (Received last = next(); !(last instanceof Received.Ended); ) {
            last = next();
        }
    }

    void cut() {
        socket.cut();
    }

    @Override
    public void close() {
        resumeReading();
        socket.cut();
    }

    void stopReading() {
        mayRead = new CompletableFuture<>();
    }

    /// Answers no pings any more.
    void fallSilent() {
        mute = true;
    }

    void resumeReading() {
        mayRead.complete(null);
    }

    // who it is

    /// Authenticates.
    RawClient login(Who newWho) {
        return login(newWho, Instant.now());
    }

    /// The same, with another clock.
    RawClient login(Who newWho, Instant time) {
        var login = new Login(this, newWho);
        login.auth(login.authAt(time));
        login.respond(login.challenge());
        hello = message(AuthSuccess.class);
        who = newWho;
        return this;
    }

    AuthSuccess hello() {
        return Objects.requireNonNull(hello);
    }

    String token() {
        return hello().session();
    }

    /// Whether it has authenticated.
    boolean isIn() {
        return who != null;
    }

    Who who() {
        return Objects.requireNonNull(who);
    }

    Identity identity() {
        return who().key().identity();
    }

    // what it gets

    Received next() {
        Received next = within(DEADLINE);
        if (next == null) {
            throw new AssertionError("nothing came in time");
        }
        return next;
    }

    @Nullable Received within(Duration deadline) {
        try {
            return inbox.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    String nextText() {
        Received next = next();
        if (!(next instanceof Received.Text(String json))) {
            throw new AssertionError("expected a text but got " + next);
        }
        return json;
    }

    <M extends ServerMessage> M message(Class<M> type) {
        ServerMessage message = mailNotices.next(type);
        assertThat(message).isInstanceOf(type);
        return type.cast(message);
    }

    /// What is told of mailboxes comes between whatever else is told; it is kept apart until it is asked for.
    MailNotices mailNotices() {
        return mailNotices;
    }

    ErrorMessage error(ErrorCode code) {
        return about(code, message(ErrorMessage.class));
    }

    private static ErrorMessage error(ErrorCode code, Received received) {
        if (!(received instanceof Received.Text(String json))) {
            throw new AssertionError("expected " + code + " but got " + received);
        }
        ServerMessage message = CODEC.decodeServer(json);
        assertThat(message).isInstanceOf(ErrorMessage.class);
        return about(code, (ErrorMessage) message);
    }

    private static ErrorMessage about(ErrorCode code, ErrorMessage error) {
        assertThat(error.code()).isEqualTo(code.wireName());
        assertThat(error.category()).isEqualTo(code.category());
        assertThat(error.severity()).isEqualTo(code.severity());
        assertThat(error.retry()).isEqualTo(code.retry());
        assertThat(error.message()).doesNotContainIgnoringCase("exception").doesNotContain("one.commserver", "\tat ");
        return error;
    }

    Received.Binary frame() {
        Received next = next();
        if (!(next instanceof Received.Binary frame)) {
            throw new AssertionError("expected a binary frame but got " + next);
        }
        return frame;
    }

    /// The next binary frame is data on that channel.
    byte[] data(int channel) {
        Received.Binary frame = frame();
        assertThat(frame.isFlow()).as("%s", frame).isFalse();
        assertThat(frame.channel()).isEqualTo(channel);
        return frame.payload();
    }

    Received.Binary flow(int channel) {
        Received.Binary frame = frame();
        assertThat(frame.isFlow()).as("%s", frame).isTrue();
        assertThat(frame.channel()).isEqualTo(channel);
        return frame;
    }

    void interrupted(int channel, int generation) {
        assertThat(message(ChannelInterrupted.class)).isEqualTo(new ChannelInterrupted(null, channel, generation));
    }

    void closed(CloseReason reason) {
        assertThat(nextButChannels()).isEqualTo(new Received.Close(reason.code(), reason.text()));
        assertThat(next()).isEqualTo(new Received.Ended());
    }

    /// An error, and the close that goes with it.
    ErrorMessage refused(ErrorCode code, CloseReason reason) {
        ErrorMessage error = error(code, nextButChannels());
        closed(reason);
        return error;
    }

    /// Whoever is refused or closed may still hear what becomes of its channels: its peer may be so at the same moment.
    private Received nextButChannels() {
        Received next = next();
        while (next instanceof Received.Text(String json)
                && (json.startsWith("{\"type\":\"channel_closed\"")
                        || json.startsWith("{\"type\":\"channel_interrupted\""))) {
            next = next();
        }
        return next;
    }

    /// Everything that it has sent has been handled, and nothing else has come from it.
    void isQuiet() {
        String ref = UUID.randomUUID().toString();
        send(new Heartbeat(ref, null, null, null));
        assertThat(message(HeartbeatAck.class).ref()).isEqualTo(ref);
    }

    /// The same for who has closed a channel that the peer may have closed before: it is told that there is none.
    void isQuietButForALateClose() {
        send(new Heartbeat(null, null, null, null));
        ServerMessage next = mailNotices.next(HeartbeatAck.class);
        if (next instanceof ErrorMessage late) {
            about(ErrorCode.UNKNOWN_CHANNEL, late);
            next = mailNotices.next(HeartbeatAck.class);
        }
        assertThat(next).isInstanceOf(HeartbeatAck.class);
    }

    private void read() {
        try {
            while (true) {
                mayRead.join();
                take(socket.in());
            }
        } catch (IOException | UncheckedIOException gone) {
            inbox.add(new Received.Ended());
        }
    }

    private void take(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        assertThat(length).as("servers don't mask").isLessThan(128);
        long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
        byte[] payload = new byte[(int) size];
        in.readFully(payload);
        switch (opcode) {
            case Frames.TEXT -> inbox.add(new Received.Text(new String(payload, StandardCharsets.UTF_8)));
            case Frames.BINARY -> inbox.add(new Received.Binary(payload));
            case Frames.PONG -> inbox.add(new Received.Pong(payload));
            case Frames.PING -> pinged(payload);
            case Frames.CLOSE -> closing(payload);
            default -> throw new AssertionError("opcode " + opcode);
        }
    }

    private void pinged(byte[] payload) {
        if (!mute) {
            answer(Frames.frame(Frames.PONG, payload));
        }
    }

    private void closing(byte[] payload) {
        ByteBuffer buffer = ByteBuffer.wrap(payload);
        int code = payload.length == 0 ? 1005 : buffer.getShort() & 0xffff;
        inbox.add(new Received.Close(code, StandardCharsets.UTF_8.decode(buffer).toString()));
        answer(Frames.frame(Frames.CLOSE, payload));
    }

    /// To a server that may have gone: what came before that is still read.
    private void answer(byte[] frame) {
        try {
            raw(frame);
        } catch (UncheckedIOException gone) {
            // reading tells
        }
    }
}
