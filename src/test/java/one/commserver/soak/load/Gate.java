package one.commserver.soak.load;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Lets steps through side by side, until somebody wants to look at a moment at which there is none.
final class Gate {

    /// In order, so that whoever looks isn't overtaken for ever.
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    void pass(Actor actor) throws Exception {
        lock.readLock().lock();
        try {
            actor.step();
        } finally {
            lock.readLock().unlock();
        }
    }

    <T> T hold(Callable<T> look) throws Exception {
        lock.writeLock().lock();
        try {
            return look.call();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
