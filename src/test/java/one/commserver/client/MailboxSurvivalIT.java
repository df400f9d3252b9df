package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.get;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.CuttingProxy.Cut;
import one.commserver.client.CuttingProxy.Direction;
import one.commserver.client.inbox.DirectoryInbox;
import one.commserver.client.inbox.DirectoryInbox.Bounds;
import one.commserver.client.sync.Content;
import one.commserver.client.sync.Letter;
import one.commserver.client.sync.RefusedPart;
import one.commserver.client.sync.SyncSender;
import one.commserver.protocol.ConnectionKind;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Mailboxes of the real server, over sockets that are cut at every place there is. What arrives is compared with what
/// was left, byte for byte.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "commserver.limits.text-message=8KB",
            "commserver.limits.text-message-before-authentication=8KB",
            "commserver.limits.sync-object=2KB",
            "commserver.limits.connections-per-address=5000"
        })
class MailboxSurvivalIT {

    /// Of six parts, of which two go into one batch.
    private static final int LARGE = 9_000;

    private static final int LETTERS = 10;

    /// Each puts these and no fewer: the parts one by one, and two messages of letters.
    private static final int PUTS = 8;

    /// Three of parts at least.
    private static final int BATCHES = 4;

    /// More than either direction ever has.
    private static final int MOST_FRAMES = 14;

    private static final int AT_ONCE = 6;

    @LocalServerPort private int port;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"UP, false", "UP, true", "DOWN, false", "DOWN, true"})
    void whereverASenderIsCutAllIsThereOnce(Direction direction, boolean middle) {
        assertThat(cuts(frame -> run(new Cutting(direction, frame, middle), true))).isGreaterThanOrEqualTo(PUTS);
    }

    @ParameterizedTest
    @CsvSource({"UP, false", "UP, true", "DOWN, false", "DOWN, true"})
    void whereverAReceiverIsCutAllArrivesOnce(Direction direction, boolean middle) {
        assertThat(cuts(frame -> run(new Cutting(direction, frame, middle), false))).isGreaterThanOrEqualTo(BATCHES);
    }

    private interface Attempt {
        boolean behind(int frame) throws IOException;
    }

    private static long cuts(Attempt attempt) {
        return Flux.range(0, MOST_FRAMES)
                .flatMap(
                        frame ->
                                Mono.fromCallable(() -> attempt.behind(frame)).subscribeOn(Schedulers.boundedElastic()),
                        AT_ONCE)
                .filter(cut -> cut)
                .count()
                .block(SOON.multipliedBy(4));
    }

    private record Cutting(Direction direction, int frame, boolean middle) {}

    /// @return whether it was cut: all may be done before
    private boolean run(Cutting cutting, boolean whoLeaves) throws IOException {
        Path own = directory.resolve(cutting.toString());
        try (CuttingProxy proxy = new CuttingProxy(port);
                ClientFixture direct = new ClientFixture(port);
                ClientFixture cutOff = new ClientFixture(proxy.port());
                Mail mail = Mail.paired(direct);
                DirectoryInbox inbox = DirectoryInbox.open(own, Bounds.DEFAULT)) {
            Queue<RefusedPart> refused = new ConcurrentLinkedQueue<>();
            inbox.refusals().subscribe(refused::add);
            ClientSession leaving = session((whoLeaves ? cutOff : direct).client(mail.sender(), "laptop"));
            ClientSession fetching = session((whoLeaves ? direct : cutOff).client(mail.receiver(), "phone"));
            Runnable arm = () -> proxy.arm(new Cut(cutting.direction(), cutting.frame(), cutting.middle(), () -> {}));
            if (whoLeaves) {
                arm.run();
            }
            leave(mail, mail.sending(leaving));
            if (!whoLeaves) {
                arm.run();
            }
            get(mail.receiving(fetching, inbox).fetch());

            assertThat(Mail.intact(inbox)).containsExactlyElementsOf(expected());
            assertThat(refused).isEmpty();
            assertThat(get(mail.receiving(fetching, inbox).fetch())).isZero();
            return proxy.hasCut();
        } catch (RuntimeException | AssertionError failure) {
            throw new AssertionError(cutting.toString(), failure);
        }
    }

    private static ClientSession session(CommClient client) {
        ClientSession session = client.session(ConnectionKind.DATA);
        get(session.open().links().next());
        return session;
    }

    private static void leave(Mail mail, SyncSender sender) {
        List<Letter> letters = letters().map(id -> new Letter(id, Mail.content(id, 300))).toList();
        sender.leave(mail.recipient(), "large", Content.of(Mail.content("large", LARGE)))
                .then(Mono.defer(() -> sender.leaveAll(mail.recipient(), letters)))
                .block(SOON);
    }

    private static Stream<String> letters() {
        return IntStream.range(0, LETTERS).mapToObj(number -> "letter-" + number);
    }

    private static List<String> expected() {
        return Stream.concat(Stream.of("large=" + LARGE), letters().map(id -> id + "=300")).toList();
    }
}
