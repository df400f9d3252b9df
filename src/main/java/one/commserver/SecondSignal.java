package one.commserver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets a second SIGTERM or SIGINT hurry a process that takes its time to end. The first one does what it always does:
/// Java ends the process in order, and would take no notice of any other.
///
/// What it takes, `sun.misc.Signal` of the module `jdk.unsupported`, is reached by reflection, since the compiler warns
/// of every mention of it; a Java without it ends in its own time.
final class SecondSignal {

    private static final Logger LOG = LoggerFactory.getLogger(SecondSignal.class);

    private SecondSignal() {}

    /// Once for a process.
    ///
    /// @param hurry run for each signal behind the first, on a thread of its own
    static void hurries(Runnable hurry) {
        AtomicBoolean ending = new AtomicBoolean();
        for (String name : List.of("TERM", "INT")) {
            try {
                handle(name, ending, hurry);
            } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
                // a JVM that leaves signals alone (-Xrs), or has none of that name
                LOG.debug("A second SIG{} will not be heard", name, unavailable);
            }
        }
    }

    private static void handle(String name, AtomicBoolean ending, Runnable hurry) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Method handle = handlers.getMethod("handle", signals);
        var former = new CompletableFuture<Object>();
        Object handler =
                Proxy.newProxyInstance(
                        SecondSignal.class.getClassLoader(),
                        new Class<?>[] {handlers},
                        (proxy, method, arguments) -> {
                            if (!method.equals(handle)) {
                                // what every object has
                                return method.invoke(former, arguments);
                            }
                            if (ending.compareAndSet(false, true)) {
                                handle.invoke(former.join(), arguments);
                            } else {
                                hurry.run();
                            }
                            return null;
                        });
        former.complete(
                signals.getMethod("handle", signals, handlers)
                        .invoke(null, signals.getConstructor(String.class).newInstance(name), handler));
    }
}
