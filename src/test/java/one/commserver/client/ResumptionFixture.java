package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.flow.Frames;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Channel 1, opened with a limit of 65536, and a server that counts along on it and sometimes lies.
abstract class ResumptionFixture {

    static final int HEADER = 5;

    final SigningKey peer = key();
    Scripted server;
    ClientFixture clients;
    CommClient client;
    ClientLink link;
    Channel channel;

    /// What the server says when the client comes back.
    static final class Scripted extends LyingServer {

        volatile Socket socket;
        volatile boolean resumes;
        volatile boolean forgets;
        volatile Limits limits = LIMITS;
        volatile List<ChannelSummary> listed = List.of();

        @Override
        void auth(Socket to, Auth auth) {
            resumes = TOKEN.equals(auth.session()) && !forgets;
            super.auth(to, auth);
        }

        @Override
        void response(Socket to) {
            socket = to;
            to.tell(new AuthSuccess(null, TOKEN, resumes, List.of(), 60_000, limits, listed));
        }
    }

    @BeforeEach
    void openAChannel() {
        server = new Scripted();
        clients = new ClientFixture(server.port());
        client = clients.client();
        link = connect(client);
        channel = get(link.openChannel(peer.identity()));
    }

    @AfterEach
    void close() {
        clients.close();
        server.close();
    }

    void sendFrames(int... payloads) throws InterruptedException {
        for (int payload : payloads) {
            get(channel.send(Mono.just(payload(payload))));
            assertThat(frame()).isEqualTo(data(payload));
        }
    }

    void flow(long received, long limit) {
        server.socket.binary(Frames.flow(1, received, limit));
        get(link.heartbeat());
    }

    void interrupt(int generation) {
        server.socket.tell(new ChannelInterrupted(null, 1, generation));
    }

    void resumed(int generation, long received, long limit) {
        server.socket.tell(new ChannelResumed(null, 1, generation, received, limit));
    }

    static ChannelResume resume(int generation, long received) {
        return new ChannelResume("r1", 1, generation, received);
    }

    void lose() {
        server.socket.cut();
        get(link.closed());
        server.heardFrames.clear();
    }

    void come(int generation) {
        come(new ChannelSummary(1, peer.identity(), ChannelSummary.State.INTERRUPTED, generation));
    }

    void come(ChannelSummary... summaries) {
        server.listed = List.of(summaries);
        link = connect(client);
    }

    static ChannelSummary summary(int number) {
        return new ChannelSummary(number, key().identity(), ChannelSummary.State.INTERRUPTED, 2);
    }

    List<Integer> receivedSizes(int count) {
        return channel.receive().take(count).map(ByteBuffer::remaining).collectList().block(SOON);
    }

    ByteBuffer frame() throws InterruptedException {
        return server.heardFrames.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    /// Each payload says by its length which one it is.
    static ByteBuffer payload(int size) {
        ByteBuffer payload = ByteBuffer.allocate(size);
        IntStream.range(0, size).forEach(i -> payload.put((byte) (i * 31 + size)));
        return payload.flip();
    }

    static ByteBuffer data(int size) {
        return ByteBuffer.allocate(HEADER + size).put((byte) 1).putInt(1).put(payload(size)).flip();
    }
}
