package one.commserver.client.inbox;

import static one.commserver.client.inbox.Parts.ALICE;
import static one.commserver.client.inbox.Parts.SOON;
import static one.commserver.client.inbox.Parts.in;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.ClientException;
import one.commserver.client.files.Disk;
import one.commserver.client.inbox.DirectoryInbox.Bounds;
import one.commserver.client.sync.ReceivedPart;
import one.commserver.client.sync.RefusedPart;
import one.commserver.client.sync.RefusedPart.Reason;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Chapter 9: what a [DirectoryInbox] says is safe is safe, whatever happens to its process.
class DirectoryInboxTest {

    private static final Bounds SMALL = new Bounds(100, 2, 4, 40_000);

    @TempDir Path directory;

    private DirectoryInbox inbox;
    private final Queue<RefusedPart> refused = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() throws IOException {
        inbox = DirectoryInbox.open(directory, SMALL);
        inbox.refusals().subscribe(refused::add);
    }

    @AfterEach
    void close() throws IOException {
        inbox.close();
    }

    private void reopen() throws IOException {
        inbox.close();
        open();
    }

    private void take(ReceivedPart... parts) {
        take(List.of(parts));
    }

    private void take(List<ReceivedPart> parts) {
        parts.forEach(part -> inbox.take(part).block(SOON));
    }

    @Test
    void objectsComeInTheOrderInWhichTheyAreComplete() throws Exception {
        take(Parts.of(ALICE, "a", 1, "one ", "", "three"));
        take(Parts.of(ALICE, "b", 2, ""));
        inbox.save("cursor-1").block(SOON);
        reopen();
        take(Parts.of(ALICE, "c", 3, "whole"));

        assertThat(in(inbox)).containsExactly("a=one three", "b=", "c=whole");
        assertThat(inbox.cursor().block(SOON)).isEqualTo("cursor-1");
        assertThat(refused).isEmpty();
    }

    @Test
    void whoListensHearsOfEach() throws Exception {
        BlockingQueue<ReceivedFile> heard = new LinkedBlockingQueue<>();
        take(Parts.of(ALICE, "a", 1, "before"));
        Disposable listening = inbox.files().subscribe(heard::add);
        take(Parts.of(ALICE, "b", 2, "later"));
        ReceivedFile first = heard.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        inbox.remove(first).block(SOON);
        take(Parts.of(ALICE, "c", 3, "last"));

        assertThat(List.of(first, heard.take(), heard.take()).stream().map(ReceivedFile::id))
                .containsExactly("a", "b", "c");
        assertThat(heard).isEmpty();
        listening.dispose();
    }

    @Test
    void whatCameComesAgainInVain() throws Exception {
        List<ReceivedPart> object = Parts.of(ALICE, "a", 1, "one ", "two ", "three");
        take(object.subList(0, 2));
        take(object.subList(0, 2));
        reopen();
        take(object.get(0));
        take(object);
        take(object);
        reopen();
        take(object);
        assertThat(in(inbox)).containsExactly("a=one two three");

        inbox.remove(inbox.present().blockFirst(SOON)).block(SOON);
        take(object);
        reopen();
        take(object);

        assertThat(in(inbox)).isEmpty();
        assertThat(refused).isEmpty();
    }

    @Test
    void anotherObjectOfThatIdBeginsAnew() throws Exception {
        List<ReceivedPart> other = Parts.of(ALICE, "a", 2, "new ", "one");
        List<ReceivedPart> first = Parts.of(ALICE, "a", 1, "old ", "one");
        take(first.get(0));
        take(other.get(1));
        assertThat(refused.remove().reason()).isEqualTo(Reason.INCOMPLETE);
        take(other);
        assertThat(refused.remove().reason()).isEqualTo(Reason.INCOMPLETE);
        take(first.get(1));
        assertThat(refused.remove().reason()).isEqualTo(Reason.INCOMPLETE);
        take(first);

        assertThat(in(inbox)).containsExactly("a=new one", "a=old one");
        assertThat(refused).isEmpty();
    }

    @Test
    void sendersIdsAreTheirOwn() throws Exception {
        Identity bob = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
        List<ReceivedPart> hers = Parts.of(ALICE, "a", 1, "her ", "one");
        List<ReceivedPart> his = Parts.of(bob, "a", 1, "his ", "one");

        take(hers.get(0), his.get(0), hers.get(1), his.get(1));

        assertThat(in(inbox)).containsExactly("a=her one", "a=his one");
    }

    @Test
    void idsThatLookLikePathsLeadNowhereElse() throws Exception {
        List<String> ids = List.of("..", ".", "CON", "con", "-", "A", "a", "nul.txt", "state", "x".repeat(64));
        Path own = directory.resolve("deep").resolve("down");
        inbox.close();
        inbox = DirectoryInbox.open(own, new Bounds(100, 2, 40, 400_000));
        for (int i = 0; i < ids.size(); i++) {
            take(Parts.of(ALICE, ids.get(i), i, "part of ", ids.get(i)));
        }

        assertThat(in(inbox)).containsExactlyElementsOf(ids.stream().map(id -> id + "=part of " + id).toList());
        try (Stream<Path> all = Files.walk(own)) {
            assertThat(all.map(file -> own.relativize(file).toString())).allMatch(name -> name.matches("[a-z0-9/]*"));
        }
        try (Stream<Path> all = Files.list(own.getParent())) {
            assertThat(all).containsExactly(own);
        }
    }

    @Test
    void aPartBeforeWhichOneIsMissingIsRefused() throws Exception {
        List<ReceivedPart> object = Parts.of(ALICE, "a", 1, "1", "2", "3");

        take(object.get(1), object.get(0), object.get(2));

        assertThat(refused).hasSize(2).allMatch(part -> part.reason() == Reason.INCOMPLETE && part.id().equals("a"));
        take(object);
        assertThat(in(inbox)).containsExactly("a=123");
    }

    @Test
    void anObjectBeyondItsBoundIsRefusedAndHoldsUpNobody() throws Exception {
        List<ReceivedPart> object = Parts.of(ALICE, "a", 1, "x".repeat(60), "y".repeat(41), "z");
        take(object);
        reopen();
        take(object.get(2));
        take(Parts.of(ALICE, "b", 2, "x".repeat(60), "y".repeat(40)));

        assertThat(refused).containsExactly(new RefusedPart(ALICE, "a", Reason.TOO_LARGE));
        assertThat(in(inbox)).containsExactly("b=" + "x".repeat(60) + "y".repeat(40));
        assertThat(directory.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void ofThoseThatDontGoOnTheOldestMakesWay() throws Exception {
        List<List<ReceivedPart>> objects = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<ReceivedPart> object = Parts.of(ALICE, "o" + i, i, i + ":", "end");
            objects.add(object);
            take(object.get(0));
            Path state = directory.resolve("incoming");
            try (Stream<Path> all = Files.walk(state)) {
                for (Path file : all.filter(each -> each.endsWith("state")).toList()) {
                    // as if time had passed
                    var then = Files.getLastModifiedTime(file).toInstant().minusSeconds(1);
                    Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(then));
                }
            }
        }

        assertThat(refused).containsExactly(new RefusedPart(ALICE, "o0", Reason.INCOMPLETE));
        take(objects.get(2).get(1), objects.get(1).get(1));
        assertThat(in(inbox)).containsExactly("o2=2:end", "o1=1:end");
    }

    @Test
    void aFullInboxLosesNothing() throws Exception {
        for (int i = 0; i < 4; i++) {
            take(Parts.of(ALICE, "o" + i, i, "x"));
        }
        ReceivedPart fifth = Parts.of(ALICE, "o4", 4, "y").getFirst();

        assertThatThrownBy(() -> take(fifth)).isInstanceOf(ClientException.LimitReached.class);
        inbox.remove(inbox.present().blockFirst(SOON)).block(SOON);
        take(fifth);

        assertThat(in(inbox)).containsExactly("o1=x", "o2=x", "o3=x", "o4=y");
    }

    @Test
    void bytesAreBoundedInAllAndWhatIsDeadMakesWayFirst() throws Exception {
        inbox.close();
        inbox = DirectoryInbox.open(directory, new Bounds(100, 5, 100, 3 * 4096 + 150));
        take(Parts.of(ALICE, "dead", 1, "x".repeat(50), "y").getFirst());
        take(Parts.of(ALICE, "a", 2, "x".repeat(100)));
        take(Parts.of(ALICE, "b", 3, "x".repeat(50)));
        assertThat(in(inbox)).hasSize(2);
        assertThat(directory.resolve("incoming")).isEmptyDirectory();
        take(Parts.of(ALICE, "c", 4, ""));

        assertThatThrownBy(() -> take(Parts.of(ALICE, "d", 5, ""))).isInstanceOf(ClientException.LimitReached.class);
        reopenWith(new Bounds(100, 5, 100, 4 * 4096 + 150));
        take(Parts.of(ALICE, "d", 5, ""));
        assertThat(in(inbox)).hasSize(4);
    }

    private void reopenWith(Bounds bounds) throws IOException {
        inbox.close();
        inbox = DirectoryInbox.open(directory, bounds);
    }

    @Test
    void nobodyElseOpensIt() {
        assertThatThrownBy(() -> DirectoryInbox.open(directory, SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void whatIsDamagedIsToldAndNotTakenForSomethingElse() throws Exception {
        take(Parts.of(ALICE, "a", 1, "one ", "two").getFirst());
        inbox.close();
        Path content;
        try (Stream<Path> all = Files.walk(directory.resolve("incoming"))) {
            content = all.filter(file -> file.endsWith("content")).findFirst().orElseThrow();
        }
        Files.writeString(content, "o");

        assertThatThrownBy(() -> DirectoryInbox.open(directory, SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("shorter");
        Files.writeString(content.resolveSibling("state"), "nonsense");
        assertThatThrownBy(() -> DirectoryInbox.open(directory, SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("says nothing");
        Files.writeString(directory.resolve("cursor"), "no cursor\n");
        Files.delete(content.resolveSibling("state"));
        inbox = DirectoryInbox.open(directory, SMALL);
        assertThat(inbox.cursor().block(SOON)).isNull();
    }

    /// Everything that an inbox does, with a process that is killed at each step in turn and comes back.
    @ParameterizedTest
    @EnumSource
    void whereverItIsKilledNothingIsLostAndNothingComesTwice(DyingDisk.When when) throws Exception {
        inbox.close();
        List<ReceivedPart> log = new ArrayList<>();
        log.add(Parts.of(ALICE, "dropped", 1, "never ", "whole").getFirst());
        log.addAll(Parts.of(ALICE, "a", 2, "one ", "two"));
        log.addAll(Parts.of(ALICE, "small", 3, "letter"));
        log.addAll(Parts.of(ALICE, "dropped", 4, "another"));
        log.addAll(Parts.of(ALICE, "large", 5, "x".repeat(60), "y".repeat(60)));

        int step = 1;
        boolean died;
        do {
            Path own = directory.resolve("step" + step);
            DyingDisk disk = new DyingDisk(step, when);
            run(own, disk, log);
            died = disk.isDead();
            run(own, new Disk(), log);
            try (DirectoryInbox after = DirectoryInbox.open(own, SMALL)) {
                Flux.fromIterable(log).skip(1).concatMap(after::take).then().block(SOON);
                assertThat(in(after))
                        .as("killed %s step %d", when, step)
                        .containsExactly("a=one two", "dropped=another");
            }
            step++;
        } while (died);
        assertThat(step).isGreaterThan(30);
    }

    /// Fetches what isn't saved yet, and throws away what is small.
    private static void run(Path directory, Disk disk, List<ReceivedPart> log) {
        try (DirectoryInbox inbox = DirectoryInbox.open(directory, SMALL, disk)) {
            String cursor = inbox.cursor().block(SOON);
            for (int i = cursor == null ? 0 : Integer.parseInt(cursor); i < log.size(); i++) {
                inbox.take(log.get(i)).block(SOON);
                inbox.save(Integer.toString(i + 1)).block(SOON);
            }
            for (ReceivedFile file : inbox.present().collectList().block(SOON)) {
                if (file.id().equals("small")) {
                    inbox.remove(file).block(SOON);
                }
            }
        } catch (IOException | RuntimeException killed) {
            assertThat(killed).hasStackTraceContaining("killed");
        }
    }
}
