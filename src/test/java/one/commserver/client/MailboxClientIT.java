package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.inbox.DirectoryInbox;
import one.commserver.client.inbox.DirectoryInbox.Bounds;
import one.commserver.client.request.Requester;
import one.commserver.client.sync.Content;
import one.commserver.client.sync.Letter;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.client.sync.SyncSender;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncReceipt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Objects that are left and fetched through the real server.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "commserver.mailbox.bytes=8MB")
class MailboxClientIT extends ServerFixture {

    /// Larger than a message.
    private static final int LARGE = 1_200_000;

    @TempDir Path directory;

    private Mail mail;
    private DirectoryInbox inbox;
    private Counting server;
    private SyncSender sender;
    private SyncReceiver receiver;

    @BeforeEach
    void meet() throws IOException {
        mail = Mail.paired(clients);
        inbox = DirectoryInbox.open(directory.resolve("phone"), Bounds.DEFAULT);
        server = new Counting(connect(clients.client(mail.sender(), "laptop")), new CopyOnWriteArrayList<>());
        sender = mail.sending(server);
        receiver = mail.receiving(connect(clients.client(mail.receiver(), "phone")), inbox);
    }

    @AfterEach
    void part() throws IOException {
        inbox.close();
        mail.close();
    }

    /// Remembers what it asks for.
    private record Counting(ClientLink link, List<ClientMessage> asked) implements Requester {

        @Override
        public Identity identity() {
            return link.identity();
        }

        @Override
        public String authority() {
            return link.authority();
        }

        @Override
        public <M extends ServerMessage> Mono<M> request(
                Function<String, ? extends ClientMessage> message, Class<M> answer) {
            return link.request(
                    ref -> {
                        ClientMessage made = message.apply(ref);
                        asked.add(made);
                        return made;
                    },
                    answer);
        }

        @Override
        public Mono<Limits> allowed() {
            return link.allowed();
        }

        @Override
        public Flux<ServerMessage> notices() {
            return link.notices();
        }

        private long puts() {
            return asked.stream().filter(SyncPut.class::isInstance).count();
        }
    }

    private void leave(String id, int size) {
        leave(sender, id, size);
    }

    private void leave(SyncSender from, String id, int size) {
        from.leave(mail.recipient(), id, Content.of(Mail.content(id, size))).block(SOON);
    }

    private static List<Letter> letters(int count, int size) {
        return IntStream.range(0, count)
                .mapToObj(number -> "letter-" + number)
                .map(id -> new Letter(id, Mail.content(id, size)))
                .toList();
    }

    @Test
    void whatWasLeftArrivesInItsOrder() {
        leave("empty", 0);
        leave("small", 100);
        leave("large", LARGE);
        leave("last", 1);

        long elements = get(receiver.fetch());

        assertThat(Mail.intact(inbox)).containsExactly("empty=0", "small=100", "large=" + LARGE, "last=1");
        assertThat(elements).isEqualTo(server.puts()).isGreaterThan(6);
        assertThat(get(receiver.fetch())).isZero();
    }

    @Test
    void eachSenderHasItsOrder() {
        SigningKey other = key();
        mail.befriend(clients, other);
        SyncSender otherSender = new SyncSender(connect(clients.client(other, "laptop")), other, Clock.systemUTC());
        receiver = mail.receiving(connect(clients.client(mail.receiver(), "tablet")), inbox, other);

        Flux.range(0, 30)
                .concatMap(number -> {
                    String id = "note-" + number;
                    Content content = Content.of(Mail.content(id, number));
                    return Mono.when(
                            sender.leave(mail.recipient(), id, content),
                            otherSender.leave(mail.recipient(), id, content));
                })
                .then()
                .block(SOON);
        get(receiver.fetch());

        List<String> expected = IntStream.range(0, 30).mapToObj(number -> "note-" + number).toList();
        for (SigningKey each : List.of(mail.sender(), other)) {
            assertThat(
                            inbox.present()
                                    .filter(file -> file.sender().equals(each.identity()))
                                    .map(file -> file.id())
                                    .collectList()
                                    .block(SOON))
                    .isEqualTo(expected);
        }
        assertThat(Mail.intact(inbox)).hasSize(60);
    }

    @Test
    void theSenderHearsWhatBecomesOfIt() throws Exception {
        BlockingQueue<SyncReceipt> receipts = new LinkedBlockingQueue<>();
        sender.receipts().subscribe(receipts::add);
        leave("small", 100);
        leave("large", LARGE);
        assertThat(states("small", "large", "never"))
                .containsExactly(ObjectStatus.STORED, ObjectStatus.STORED, ObjectStatus.UNKNOWN);

        get(receiver.fetch());

        for (String id : List.of("small", "large")) {
            SyncReceipt receipt = receipts.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(receipt.id()).isEqualTo(id);
            assertThat(receipt.to()).isEqualTo(mail.receiver().identity());
            assertThat(receipt.status()).isEqualTo(ObjectStatus.DELIVERED);
        }
        assertThat(states("small", "large")).containsExactly(ObjectStatus.DELIVERED, ObjectStatus.DELIVERED);
        assertThat(receipts).isEmpty();
    }

    private List<ObjectStatus> states(String... ids) {
        return get(sender.states(mail.receiver().identity(), List.of(ids))).stream().map(ObjectState::status).toList();
    }

    @Test
    void overTheQuotaTheSenderHearsOfItAndNothingIsLost() {
        leave("first", LARGE);

        assertThatThrownBy(() -> leave("second", LARGE))
                .isInstanceOfSatisfying(
                        ClientException.RequestRefused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.MAILBOX_FULL.wireName()));
        get(receiver.fetch());
        leave("third", 100);
        get(receiver.fetch());

        assertThat(Mail.intact(inbox)).containsExactly("first=" + LARGE, "third=100");
    }

    @Test
    void smallObjectsGoInAsFewMessagesAsTheyFitIn() {
        sender.leaveAll(mail.recipient(), letters(40, 100)).block(SOON);
        assertThat(server.puts()).isEqualTo(1);

        get(receiver.fetch());

        assertThat(Mail.intact(inbox))
                .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(i -> "letter-" + i + "=100").toList());
    }

    /// 20,000 bytes are 27,500 with all that is around them, and 19 of those fit into a message of 512 KiB.
    @Test
    void whatDoesNotFitIntoOneMessageGoesInTheNext() {
        sender.leaveAll(mail.recipient(), letters(40, 20_000)).block(SOON);
        assertThat(
                        server.asked().stream()
                                .filter(SyncPut.class::isInstance)
                                .map(put -> ((SyncPut) put).objects().size()))
                .containsExactly(19, 19, 2);

        get(receiver.fetch());

        assertThat(Mail.intact(inbox)).hasSize(40);
    }

    @Test
    void eachDeviceGetsEverything() throws Exception {
        try (var tablets = DirectoryInbox.open(directory.resolve("tablet"), Bounds.DEFAULT)) {
            SyncReceiver tablet = mail.receiving(connect(clients.client(mail.receiver(), "tablet")), tablets);
            assertThat(Stream.of(receiver, tablet).map(device -> get(device.fetch()))).containsOnly(0L);
            leave("large", LARGE);
            get(receiver.fetch());
            leave("small", 100);
            get(tablet.fetch());
            get(receiver.fetch());

            assertThat(Mail.intact(inbox)).containsExactly("large=" + LARGE, "small=100");
            assertThat(Mail.intact(tablets)).isEqualTo(Mail.intact(inbox));
        }
    }
}
