package one.commserver.testing;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;

import java.util.concurrent.locks.ReentrantLock;

/// Lets several applications start in one process: each sets up the process's logging, which isn't made for two at once.
/// Found by the framework through `META-INF/spring.factories`.
final class OneLoggingAtATime implements SpringApplicationRunListener {

    private static final ReentrantLock LOCK = new ReentrantLock();

    @Override
    public void starting(ConfigurableBootstrapContext context) {
        LOCK.lock();
    }

    @Override
    public void contextPrepared(ConfigurableApplicationContext context) {
        LOCK.unlock();
    }

    @Override
    public void failed(@Nullable ConfigurableApplicationContext context, Throwable why) {
        if (LOCK.isHeldByCurrentThread()) {
            LOCK.unlock();
        }
    }
}
