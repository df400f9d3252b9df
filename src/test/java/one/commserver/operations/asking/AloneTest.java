package one.commserver.operations.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.operations.asking.Asking.Answers;
import one.commserver.registry.NodeId;
import one.commserver.registry.RegistryScene;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.publisher.Mono;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class AloneTest {

    private final CountDownLatch explained = new CountDownLatch(1);
    private final AtomicInteger explaining = new AtomicInteger();
    private final AtomicInteger presences = new AtomicInteger();
    private final Alone node = new Alone(new NodeId("node-a"), this::answer);

    /// An explanation takes as long as the test likes.
    private String answer(Question question) {
        if (question instanceof Question.Presence) {
            return "{\"number\": " + presences.incrementAndGet() + "}";
        }
        explaining.incrementAndGet();
        try {
            explained.await();
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
        return "{}";
    }

    @Test
    void whoLooksAtNodesKeepsNobodyFromAsking() {
        CompletableFuture<Answers> explanation =
                node.ask(Mono.just(new Question.Explain(RegistryScene.newIdentity()))).toFuture();
        await().until(() -> explaining.get() == 1);

        Answers first = node.presence().toFuture().join();
        Answers second = node.presence().toFuture().join();

        assertThat(explanation).isNotDone();
        assertThat(second).isEqualTo(first);
        assertThat(presences).hasValue(1);
        explained.countDown();
        assertThat(explanation.join().answers()).hasSize(1);
    }

    @Test
    void anAnswerGetsOld() {
        node.presence().toFuture().join();

        await().until(() -> node.presence().toFuture().join().answers().getFirst().json().contains("2"));

        assertThat(presences).hasValue(2);
    }
}
