package one.commserver.bench.load;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import java.util.List;
import java.util.stream.Stream;

/// Something that is done from its beginning to its end again and again, some of it at once, each in its turn. On the
/// event loop.
public abstract class Turns implements Load {

    private static final int AT_ONCE = 8;
    private static final int IDENTITIES = 64;

    private boolean stopped;
    private long begun;
    private long succeeded;
    private int running;

    /// Does it once, and calls [#next] behind its end.
    ///
    /// @param number how often it was begun before; names a slot that is never the same twice, so nothing has to be
    ///     displaced or resumed
    protected abstract void turn(long number);

    /// How often it has succeeded.
    public final long succeeded() {
        return succeeded;
    }

    /// Whether none is under way.
    public final boolean isDrained() {
        return running == 0;
    }

    @Override
    public final void start() {
        stopped = false;
        for (int i = 0; i < AT_ONCE; i++) {
            running++;
            next();
        }
    }

    @Override
    public final void stop() {
        stopped = true;
    }

    /// The turn is over, and another one begins.
    public final void next() {
        if (stopped) {
            running--;
        } else {
            turn(begun++);
        }
    }

    /// It has done what it was to do.
    public final void succeed() {
        succeeded++;
    }

    /// Identities to take turns, too.
    public static List<SigningKey> keys() {
        return Stream.generate(() -> SigningKey.generate(SignatureAlgorithm.ED25519)).limit(IDENTITIES).toList();
    }

    /// The one whose turn it is.
    public static SigningKey key(List<SigningKey> keys, long number) {
        return keys.get((int) (number % keys.size()));
    }
}
