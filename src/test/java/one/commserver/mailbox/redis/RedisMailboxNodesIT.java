package one.commserver.mailbox.redis;

import static one.commserver.mailbox.MailboxScene.AGE;
import static one.commserver.mailbox.MailboxScene.ID_MEMORY;
import static one.commserver.mailbox.MailboxScene.LONG_ENOUGH;
import static one.commserver.mailbox.MailboxScene.anybody;
import static one.commserver.mailbox.MailboxScene.get;
import static one.commserver.mailbox.MailboxScene.names;
import static one.commserver.mailbox.MailboxScene.object;
import static one.commserver.mailbox.MailboxScene.objects;
import static one.commserver.mailbox.MailboxScene.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.MailboxScene;
import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.registry.RegistryUnavailableException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Several nodes and one Redis, which dies, is full, or doesn't answer.
@Timeout(120)
class RedisMailboxNodesIT {

    private static final MailboxProperties PROPERTIES = MailboxScene.properties(DataSize.ofMegabytes(1), 400, 800);

    private final Queue<Event> heard = new ConcurrentLinkedQueue<>();
    private RedisNodes nodes;
    private String store;

    @BeforeEach
    void start() {
        nodes = new RedisNodes("--appendfsync", "always");
        store = nodes.store();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private MailboxScene scene() {
        return new MailboxScene((properties, time) -> nodes.node(store, properties, time, 7), PROPERTIES);
    }

    private RedisMailboxes otherNode(MailboxScene scene) {
        RedisMailboxes other = nodes.node(store, PROPERTIES, scene.time, 7);
        other.onEvent(heard::add);
        other.listen().block(LONG_ENOUGH);
        return other;
    }

    @Test
    void whatHappensOnOneNodeIsToldOnTheOtherOnce() {
        var scene = scene();
        RedisMailboxes other = otherNode(scene);
        scene.stored(objects("x", 20, 10));
        String cursor = MailboxScene.cursor(get(other.read(scene.owner, "phone", null, MailboxScene.ALL)));
        scene.acknowledge("phone", cursor);
        scene.storedBy(scene.owner, object("late"));
        scene.pass(AGE);
        Event expired = new Event.Expired(scene.owner, scene.owner, "late", scene.time.instant());
        scene.content();

        await().atMost(LONG_ENOUGH).until(() -> heard.contains(expired));
        List<Event> told = List.copyOf(heard);
        assertThat(told).startsWith(new Event.Arrived(scene.owner, new Content(20, 200))).hasSize(23);
        assertThat(told).isEqualTo(scene.events());
    }

    @Test
    void eachNodeKnowsTheCursorsOfTheOther() {
        var scene = scene();
        RedisMailboxes other = otherNode(scene);
        scene.stored(objects("x", 3, 10));

        Reading reading = get(other.read(scene.owner, "phone", scene.cursorBehind("phone", 1), MailboxScene.ALL));

        assertThat(names(reading)).containsExactly("x1", "x2");
        assertThat(((Reading.Batch) reading).restarted()).isFalse();
    }

    @Test
    void whatWasAnsweredSurvivesAKilledServer() {
        var scene = scene();
        scene.stored(object("a"), part("x", 1, 2));
        scene.read("phone");
        String cursor = scene.cursor("phone");
        nodes.server.kill();
        assertThatThrownBy(() -> scene.put(object("b"))).isInstanceOf(RegistryUnavailableException.class);
        nodes.server.restart();
        await().atMost(LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .until(() -> scene.states("a", "x").equals(List.of("stored", "partial 1")));

        scene.stored(object("a"), part("x", 2, 2));

        assertThat(names(scene.read("phone", cursor))).containsExactly("x/1", "x/2");
    }

    @Test
    void cursorsOfALostStoreMeanNothing() {
        var scene = scene();
        scene.stored(object("a"));
        String cursor = scene.cursor("phone");
        nodes.server.ask("FLUSHALL");
        nodes.server.kill();
        nodes.server.restart();

        await().atMost(LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .until(() -> scene.read("phone", cursor).equals(new Reading.Nothing(true)));
    }

    @Test
    void whoeverAsksIsToldInTimeThatRedisDoesNotAnswer() {
        var scene = scene();
        scene.stored(object("a"));
        nodes.server.pause();
        try {
            assertThatThrownBy(() -> scene.read("phone")).isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> scene.state("a")).isInstanceOf(RegistryUnavailableException.class);
        } finally {
            nodes.server.resume();
        }
    }

    @Test
    void aFullRedisTakesNothingNewAndGivesWhatItHas() {
        var scene = scene();
        scene.stored(object("a"), part("x", 1, 2));
        scene.storedBy(scene.owner, object("mine"));
        nodes.server.ask("CONFIG SET maxmemory 1");

        scene.isRefused(Reason.FULL, "c", object("a"), object("b"), object("c"));
        assertThat(scene.stored(object("a"))).hasSize(1);
        assertThat(scene.states("a", "b", "x")).containsExactly("stored", "unknown", "partial 1");
        assertThat(get(scene.mailboxes.read(anybody(), "phone", null, MailboxScene.ALL)))
                .isEqualTo(new Reading.TooManyInstances());
        assertThat(scene.names("phone")).containsExactly("a", "mine");
        scene.fetch("phone");
        assertThat(scene.state("a")).isEqualTo("delivered");
        scene.pass(AGE);
        scene.isRefused(Reason.FULL, "d", object("d"));

        nodes.server.ask("CONFIG SET maxmemory 0");
        scene.stored(object("d"));
    }

    @Test
    void anyNodeLooksAfterWhatNobodyAsksFor() {
        var scene = scene();
        RedisMailboxes other = otherNode(scene);
        scene.stored(objects("x", 30, 10));
        scene.stored(part("y", 1, 2));
        scene.read("phone");
        scene.pass(AGE);
        other.sweep().block(LONG_ENOUGH);

        assertThat(heard).filteredOn(Event.Expired.class::isInstance).hasSize(30);
        assertThat(nodes.keys(store)).noneMatch(key -> key.contains(":mail:log") || key.contains(":mail:data"));
        scene.pass(ID_MEMORY);
        other.sweep().block(LONG_ENOUGH);
        assertThat(nodes.keys(store)).containsExactly(store + ":mail:incarnation");
    }

    @Test
    void aNodeThatDiesWhileItLooksAfterMailboxesIsReplaced() {
        var scene = scene();
        scene.stored(object("a"));
        scene.pass(AGE);
        RedisMailboxes other = otherNode(scene);
        nodes.claim(store, scene.time);
        other.sweep().block(LONG_ENOUGH);
        assertThat(heard).noneMatch(Event.Expired.class::isInstance);
        scene.pass(Duration.ofMinutes(1));

        other.sweep().block(LONG_ENOUGH);

        assertThat(heard).anyMatch(Event.Expired.class::isInstance);
    }

    @Test
    void everyKeyOfAMailboxEndsByItself() {
        var scene = scene();
        scene.stored(object("a"), object("b"), part("x", 1, 2));
        scene.acknowledge("phone", scene.cursorBehind("phone", 1));

        List<String> keys = nodes.keys(store);

        assertThat(keys).hasSize(9);
        assertThat(keys)
                .filteredOn(key -> !key.endsWith(":mail:incarnation"))
                .allSatisfy(key -> {
                    long seconds = Long.parseLong(nodes.server.ask("TTL " + key).substring(1).strip());
                    assertThat(Duration.ofSeconds(seconds))
                            .isBetween(AGE.plus(ID_MEMORY), AGE.plus(Duration.ofDays(3)));
                });
    }

    @Test
    void theServersClockCountsOtherwise() {
        var mailboxes = new RedisMailboxes(nodes.redis(store), Duration.ofSeconds(1), PROPERTIES);
        long before = System.currentTimeMillis();

        var put = (Put.Stored) get(mailboxes.put(anybody(), anybody(), List.of(object("a"))));

        assertThat(put.stored().getFirst().toEpochMilli()).isBetween(before - 1, System.currentTimeMillis() + 1);
        mailboxes.sweep().block(LONG_ENOUGH);
    }
}
