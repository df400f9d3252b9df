package one.commserver.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.cli.outcome.Causes;
import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.cli.transfer.TransferMessage.Accept;
import one.commserver.cli.transfer.TransferMessage.Data;
import one.commserver.cli.transfer.TransferMessage.Done;
import one.commserver.cli.transfer.TransferMessage.Failed;
import one.commserver.cli.transfer.TransferMessage.Offer;
import one.commserver.cli.transfer.TransferMessage.Start;
import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.client.IncomingOffer;
import one.commserver.client.peer.PeerConnection;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// One end of a transfer against another end that says what it likes, through the real server.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "commserver.relay.policy=open")
@Timeout(120)
class HostileTransferIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Watch NOBODY =
            new Watch() {
                @Override
                public void begins(String name, long before, long size) {
                    // nobody watches
                }

                @Override
                public void passed(long bytes) {
                    // nobody watches
                }

                @Override
                public void ends() {
                    // nobody watches
                }
            };

    @LocalServerPort private int port;
    @TempDir private Path directory;

    private final SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
    private final List<CommClient> clients = new ArrayList<>();
    private Partial partial;

    @BeforeEach
    void open() {
        partial = Partial.open(directory, Bytes.of(new byte[32]));
    }

    @AfterEach
    void close() {
        clients.forEach(client -> client.close().block(SOON));
        partial.close();
    }

    @Test
    void anHonestSenderIsUnderstood() throws Exception {
        Talk sender = receiverTalksTo();

        sender.say(offer(5, "hello"));
        assertThat(sender.hear()).isEqualTo(new Accept(0, digest("")));
        sender.say(new Start(0), data("hel"), data("lo"));

        assertThat(sender.hear()).isEqualTo(new Done());
        assertThat(sender.result.get(30, TimeUnit.SECONDS)).hasContent("hello");
    }

    @Test
    void otherBytesThanAnnouncedAreNotKept() throws Exception {
        Talk sender = receiverTalksTo();
        sender.say(offer(5, "hello"));
        sender.hear();

        sender.say(new Start(0), data("hallo"));

        assertThat(sender.hear()).isEqualTo(new Failed(Refusal.OTHER_DIGEST));
        assertThat(sender.failure().status()).isEqualTo(ExitStatus.BAD_DATA);
        assertThat(Files.exists(directory.resolve("file"))).isFalse();
        assertThat(Files.exists(partial.data())).isFalse();
    }

    @Test
    void moreBytesThanAnnouncedAreNotTaken() throws Exception {
        Talk sender = receiverTalksTo();
        sender.say(offer(5, "hello"));
        sender.hear();

        sender.say(new Start(0), data("hello, and more"));

        assertThat(sender.failure().status()).isEqualTo(ExitStatus.PROTOCOL);
        assertThat(Files.exists(directory.resolve("file"))).isFalse();
    }

    @Test
    void anEarlyEndIsNone() throws Exception {
        Talk sender = receiverTalksTo();
        sender.say(offer(5, "hello"));
        sender.hear();
        sender.say(new Start(0), data("hel"));

        sender.peer.close().block(SOON);

        assertThat(sender.failure().isPassing()).isTrue();
        assertThat(Files.exists(directory.resolve("file"))).isFalse();
        assertThat(partial.data()).hasContent("hel");
    }

    @Test
    void aStartFromSomewhereElseIsNone() throws Exception {
        Talk sender = receiverTalksTo();
        sender.say(offer(5, "hello"));
        sender.hear();

        sender.say(new Start(3));

        assertThat(sender.failure().status()).isEqualTo(ExitStatus.PROTOCOL);
    }

    @Test
    void moreThanTheDiskHoldsIsNotBegun() throws Exception {
        Talk sender = receiverTalksTo();

        sender.say(offer(Long.MAX_VALUE, "hello"));

        assertThat(sender.hear()).isEqualTo(new Failed(Refusal.NO_ROOM));
        assertThat(sender.failure()).hasMessageContaining("disk is full");
    }

    @Test
    void aNameDoesNotLeadOutOfTheDirectory() throws Exception {
        Talk sender = receiverTalksTo();

        sender.say(new Offer(0, digest(""), "../../escaped"));
        sender.hear();
        sender.say(new Start(0));

        assertThat(sender.result.get(30, TimeUnit.SECONDS).getParent()).isEqualTo(directory);
    }

    @Test
    void whatIsThereAlreadyIsNotSentAgain() throws Exception {
        Files.writeString(directory.resolve("file"), "hello");
        Talk sender = receiverTalksTo();

        sender.say(offer(5, "hello"));

        assertThat(sender.hear()).isEqualTo(new Done());
        assertThat(sender.result.get(30, TimeUnit.SECONDS)).hasContent("hello");
    }

    @Test
    void dataBeforeTheOfferIsOutOfTurn() throws Exception {
        Talk sender = receiverTalksTo();

        sender.say(data("x"));

        assertThat(sender.failure().status()).isEqualTo(ExitStatus.PROTOCOL);
    }

    @Test
    void aReceiverThatClaimsToHaveAllGetsNothingForIt() throws Exception {
        Path file = Files.writeString(directory.resolve("sent"), "hello");
        Talk receiver = senderTalksTo(SentFile.look(file, "", bytes -> {}));

        assertThat(receiver.hear()).isEqualTo(new Offer(5, digest("hello"), "sent"));
        receiver.say(new Accept(1_000_000, digest("hello")));

        assertThat(receiver.hear()).isEqualTo(new Start(0));
        assertThat(receiver.hear()).isEqualTo(data("hello"));
    }

    @Test
    void aReceiverWithOtherBytesBeginsAnew() throws Exception {
        Path file = Files.writeString(directory.resolve("sent"), "hello");
        Talk receiver = senderTalksTo(SentFile.look(file, "", bytes -> {}));
        receiver.hear();

        receiver.say(new Accept(3, digest("hal")));

        assertThat(receiver.hear()).isEqualTo(new Start(0));
    }

    @Test
    void aReceiverThatCannotGoOnIsHeardAmidTheBytes() throws Exception {
        Path file = Files.write(directory.resolve("sent"), new byte[40_000_000]);
        Talk receiver = senderTalksTo(SentFile.look(file, "", bytes -> {}));
        receiver.hear();
        receiver.say(new Accept(0, digest("")));
        receiver.hear();

        receiver.say(new Failed(Refusal.NO_ROOM));

        assertThat(receiver.failure()).isInstanceOf(RefusedThere.class).hasMessageContaining("room");
    }

    @Test
    void aFileThatShrinksMeanwhileIsNoticed() throws Exception {
        Path file = Files.write(directory.resolve("sent"), new byte[100_000]);
        SentFile sent = SentFile.look(file, "", bytes -> {});
        Files.write(file, new byte[10]);
        Talk receiver = senderTalksTo(sent);
        receiver.hear();

        receiver.say(new Accept(0, digest("")));

        assertThat(receiver.hear()).isEqualTo(new Start(0));
        assertThat(receiver.hear()).isEqualTo(new Failed(Refusal.FILE_CHANGED));
        assertThat(receiver.failure()).hasMessageContaining("changed");
    }

    /// The other end's words, and what became of the end that is tested.
    private record Talk(PeerConnection peer, CompletableFuture<Path> result) {

        void say(TransferMessage... messages) {
            peer.send(Flux.fromArray(messages).map(TransferCodec::encode)).block(SOON);
        }

        TransferMessage hear() {
            return peer.receive().next().map(TransferCodec::decode).block(SOON);
        }

        Failure failure() throws Exception {
            try {
                throw new AssertionError("it didn't fail: " + result.get(30, TimeUnit.SECONDS));
            } catch (ExecutionException failed) {
                return Causes.of(failed.getCause());
            }
        }
    }

    private Talk receiverTalksTo() {
        var receiver = new FileReceiver(partial, new Destination(directory, null, false), "receive", SILENCE);
        ClientLink sender = connect(key, "send");
        Mono<PeerConnection> accepted = accepted(sender).flatMap(this::accept).cache();
        accepted.subscribe();
        CompletableFuture<Path> result =
                connect(partial.key(), "receive")
                        .openChannel(key.identity())
                        .flatMap(channel -> receiver.receive(channel, NOBODY))
                        .toFuture();
        return new Talk(Objects.requireNonNull(accepted.block(SOON)), result);
    }

    private Talk senderTalksTo(SentFile file) {
        var sender = new FileSender(file, key, "send", SILENCE);
        CompletableFuture<Path> result =
                accepted(connect(key, "send"))
                        .flatMap(channel -> sender.send(channel, NOBODY))
                        .thenReturn(file.path())
                        .toFuture();
        PeerConnection peer =
                connect(partial.key(), "receive")
                        .openChannel(key.identity())
                        .flatMap(channel ->
                                PeerConnection.initiate(channel, partial.key(), Conversation.settings("receive")))
                        .block(SOON);
        return new Talk(Objects.requireNonNull(peer), result);
    }

    private Mono<PeerConnection> accept(Channel channel) {
        return PeerConnection.accept(channel, key, Conversation.settings("send"));
    }

    private static Mono<Channel> accepted(ClientLink link) {
        return link.offers().next().flatMap(IncomingOffer::accept);
    }

    private ClientLink connect(SigningKey identity, String instance) {
        CommClient client = CommClient.builder(identity, "ws://127.0.0.1:" + port + "/", instance).build();
        clients.add(client);
        return Objects.requireNonNull(client.connect(ConnectionKind.DATA).block(SOON));
    }

    private static Offer offer(long size, String content) {
        return new Offer(size, digest(content), "file");
    }

    private static Data data(String content) {
        return new Data(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Bytes digest(String content) {
        return Bytes.of(Digests.sha256().digest(content.getBytes(StandardCharsets.US_ASCII)));
    }
}
