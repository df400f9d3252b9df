package one.commserver.cli.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class OwnThreadTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final AtomicInteger times = new AtomicInteger();

    @AfterEach
    void nobodyInterruptsTheNextTest() {
        Thread.interrupted();
    }

    @Test
    void anAnswerComesBack() {
        assertThat(OwnThread.await(Mono.just("done"))).isEqualTo("done");
        assertThat(OwnThread.await(Mono.just("done"), LONG)).isEqualTo("done");
        OwnThread.awaitEnd(Mono.empty());
    }

    @Test
    void aFailureIsAnEndOfTheCommand() {
        Failure known = new Failure(ExitStatus.REFUSED, "no");

        assertThat(failureOf(() -> OwnThread.awaitEnd(Mono.error(known)))).isSameAs(known);
        assertThat(failureOf(() -> OwnThread.await(Mono.error(new IOException("full")))).status())
                .isEqualTo(ExitStatus.IO);
        assertThat(failureOf(() -> OwnThread.await(Mono.empty())).status()).isEqualTo(ExitStatus.SOFTWARE);
    }

    @Test
    void whatDoesNotComeInTimeMayComeLater() {
        Failure late = failureOf(() -> OwnThread.await(Mono.never(), Duration.ZERO));

        assertThat(late).hasMessage("no answer within 0 s");
        assertThat(late.status()).isEqualTo(ExitStatus.TRY_AGAIN);
        assertThat(late.isPassing()).isTrue();
    }

    @Test
    void anInterruptedWaitEndsAndWhatItWaitedForIsCancelled() {
        Thread.currentThread().interrupt();

        Failure stopped = failureOf(() -> OwnThread.await(Mono.never().doOnCancel(times::incrementAndGet)));

        assertThat(stopped.status()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(times).hasValue(1);
    }

    @Test
    void aRestIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThat(failureOf(() -> OwnThread.rest(LONG)).status()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void theLastWordIsSaidOnAThreadThatIsInterruptedAndStaysSo() {
        Mono<Void> word = Mono.delay(Duration.ofMillis(1)).doOnNext(now -> times.incrementAndGet()).then();
        Thread.currentThread().interrupt();

        OwnThread.lastly(word, LONG);

        assertThat(times).hasValue(1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void theLastWordIsSaidThoughTheThreadIsInterruptedMeanwhile() {
        Thread waiting = Thread.currentThread();
        Mono<Long> word =
                Mono.delay(Duration.ofMillis(1))
                        .doOnNext(now -> waiting.interrupt())
                        .then(Mono.delay(Duration.ofMillis(1)))
                        .doOnNext(now -> times.incrementAndGet());

        OwnThread.lastly(word, LONG);

        assertThat(times).hasValue(1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void theLastWordNeedNotBeSaid() {
        OwnThread.lastly(Mono.error(new IOException("gone")), LONG);
        OwnThread.lastly(Mono.never(), Duration.ZERO);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void whatHasBegunIsDoneOnce() {
        Mono<Integer> begun = OwnThread.begin(Mono.fromCallable(times::incrementAndGet));

        assertThat(times).hasValue(1);
        assertThat(OwnThread.await(begun)).isEqualTo(1);
        assertThat(OwnThread.await(begun)).isEqualTo(1);
    }

    @Test
    void whoWaitsForWhatHasBegunHearsThatItHasFailed() {
        Mono<Integer> begun = OwnThread.begin(Mono.error(new IOException("full")));

        assertThatExceptionOfType(Failure.class).isThrownBy(() -> OwnThread.await(begun)).withMessage("full");
    }

    private static Failure failureOf(Runnable waiting) {
        return catchThrowableOfType(Failure.class, waiting::run);
    }
}
