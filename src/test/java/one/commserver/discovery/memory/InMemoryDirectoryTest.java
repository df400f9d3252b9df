package one.commserver.discovery.memory;

import static one.commserver.discovery.DirectoryScene.get;
import static one.commserver.discovery.DirectoryScene.slot;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.discovery.DirectoryContract;
import one.commserver.discovery.DirectoryScene;
import one.commserver.protocol.WireTime;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.TestTime;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class InMemoryDirectoryTest implements DirectoryContract {

    private static final DataSize SMALL = DataSize.ofMegabytes(1);

    @Override
    public Directory directory(DataSize memory, Duration sessionTimeToLive, int lostPerIdentity, TestTime time) {
        return new InMemoryDirectory(
                new InMemoryDirectory.Rules(memory.toBytes(), sessionTimeToLive, lostPerIdentity), time);
    }

    @Override
    public void tick(Directory directory) {
        ((InMemoryDirectory) directory).sweep();
    }

    @Test
    void memoryIsBoundedAndComesBack() {
        var scene = new DirectoryScene(this, SMALL, DirectoryScene.TIME_TO_LIVE);
        scene.announce(scene.phone(1), 1, Duration.ofHours(2));
        int devices = 0;
        while (scene.announce(slot(scene.identity, "d" + devices, 1), devices) == Outcome.DONE) {
            devices++;
        }
        assertThat(devices).isBetween(500, 1000);
        assertThat(memory(scene).taken()).isBetween(SMALL.toBytes() - 2000, SMALL.toBytes());

        // what there is may be renewed, and stays when there is no room for more
        assertThat(scene.announce(scene.phone(1), 2, Duration.ofHours(2))).isEqualTo(Outcome.DONE);
        scene.time.advance(Duration.ofHours(1));
        assertThat(scene.found()).containsExactly("phone 2");
        scene.end(scene.phone(1));
        assertThat(memory(scene).taken()).isZero();
        assertThat(memory(scene).count()).isZero();
    }

    @Test
    void keysLeaveTheOtherHalfToAnnouncements() {
        var scene = new DirectoryScene(this, SMALL, DirectoryScene.TIME_TO_LIVE);
        int keys = 0;
        Outcome last = Outcome.DONE;
        while (last == Outcome.DONE) {
            Identity identity = RegistryScene.newIdentity();
            var key = scene.key(1, scene.in(Duration.ofDays(30)));
            last = get(scene.directory.publish(identity, key, WireTime.parse(key.expires())));
            keys++;
        }

        assertThat(keys).isBetween(200, 500);
        assertThat(scene.announce(scene.phone(1), 1)).isEqualTo(Outcome.DONE);
    }

    @Test
    void whateverComesAndGoesNothingIsLeft() {
        var scene = new DirectoryScene(this);
        for (int i = 0; i < 5000; i++) {
            Identity identity = RegistryScene.newIdentity();
            scene.announce(slot(identity, "phone", i), i, Duration.ofSeconds(1 + i % 7));
            if (i % 2 == 0) {
                scene.lost(slot(identity, "phone", i));
            }
            if (i % 1000 == 0) {
                scene.time.advance(Duration.ofSeconds(2));
            }
        }
        scene.time.advance(Duration.ofSeconds(8));

        scene.tick();

        assertThat(memory(scene).taken()).isZero();
        assertThat(memory(scene).count()).isZero();
        assertThat(scene.told).hasSize(10_000);
    }

    /// A listener that waits for another thread's call would wait for ever under the directory's lock.
    @Test
    void listenersAreCalledWithoutTheLock() throws Exception {
        var scene = new DirectoryScene(this);
        var asked = new CompletableFuture<Boolean>();
        scene.directory.onChange(identity ->
                Thread.ofVirtual().start(() -> asked.complete(get(scene.directory.presence(identity)).online())));
        scene.directory.onChange(identity -> asked.orTimeout(20, TimeUnit.SECONDS).join());

        scene.announce(scene.phone(1), 1);

        assertThat(asked.get(20, TimeUnit.SECONDS)).isTrue();
    }

    private static InMemoryDirectory memory(DirectoryScene scene) {
        return (InMemoryDirectory) scene.directory;
    }
}
