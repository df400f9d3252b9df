package one.commserver.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/// Does something many times at once.
public final class Simultaneously {

    private Simultaneously() {}

    /// Starts all of them behind one barrier and returns what came of each, in the order of their numbers.
    public static <T> List<T> simultaneously(int times, IntFunction<T> action) throws Exception {
        // of the platform: among a thousand virtual ones one is sometimes never ended
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
            var barrier = new CyclicBarrier(times);
            var started = new ArrayList<Future<T>>();
            for (int i = 0; i < times; i++) {
                int number = i;
                started.add(
                        threads.submit(() -> {
                            barrier.await();
                            return action.apply(number);
                        }));
            }
            var results = new ArrayList<T>();
            for (Future<T> future : started) {
                results.add(future.get());
            }
            return results;
        }
    }
}
