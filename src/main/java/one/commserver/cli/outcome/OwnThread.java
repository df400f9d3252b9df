package one.commserver.cli.outcome;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.Objects;

/// What a command's own thread does: it waits. There, and nowhere else in the commands, that is right: the thread is no
/// event loop, it serves nobody but this command, which has nothing else to do meanwhile, and Ctrl-C interrupts it
/// wherever it waits. So the steps of a command stand one behind another.
public final class OwnThread {

    private OwnThread() {}

    /// Waits for an answer, for as long as that takes.
    ///
    /// @throws Failure what it fails with, or that the thread was interrupted, which cancels it
    public static <T> T await(Mono<T> answer) {
        try {
            return Objects.requireNonNull(answer.block(), "it has ended without an answer");
        } catch (RuntimeException thrown) {
            throw Causes.of(thrown);
        }
    }

    /// Waits for something to end, for as long as that takes.
    ///
    /// @throws Failure see [#await(Mono)]
    public static void awaitEnd(Mono<Void> work) {
        await(work.thenReturn(true));
    }

    /// Waits for an answer, but not for long.
    ///
    /// @throws Failure also if it hasn't come in time; that may pass
    public static <T> T await(Mono<T> answer, Duration patience) {
        Failure late = Failure.passing(ExitStatus.TRY_AGAIN, "no answer within " + patience.toSeconds() + " s");
        return await(answer.timeout(patience, Mono.error(late)));
    }

    /// Does something at the end that needn't succeed. No interrupt cuts it short, whether it came before or comes
    /// meanwhile; the thread is interrupted afterwards.
    ///
    /// @param patience how long it may take at most
    public static void lastly(Mono<?> word, Duration patience) {
        word.timeout(patience).onErrorComplete().then().toFuture().join();
    }

    /// Does nothing for a while.
    ///
    /// @throws Failure if the thread was interrupted, which it stays
    public static void rest(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw Causes.of(stopped);
        }
    }

    /// Begins with something now and waits for nothing; so it may be called on any thread. It isn't cancelled.
    ///
    /// @return what came of it, or will come, for whoever waits for it
    public static <T> Mono<T> begin(Mono<T> work) {
        Mono<T> begun = work.cache();
        begun.subscribe(done -> {}, failure -> {}); // whoever waits hears of it
        return begun;
    }
}
