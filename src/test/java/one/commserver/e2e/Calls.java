package one.commserver.e2e;

import one.commserver.discovery.Directory;
import one.commserver.pairing.Pairings;
import one.commserver.registry.Registry;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Stands before the stores of a server and notes what they are asked, if it is to.
final class Calls implements ApplicationContextInitializer<GenericApplicationContext> {

    private final Queue<String> noted = new ConcurrentLinkedQueue<>();
    private final boolean on;

    Calls(boolean on) {
        this.on = on;
    }

    @Override
    public void initialize(GenericApplicationContext context) {
        if (on) {
            decorate(context, Registry.class, "registry");
            decorate(context, Pairings.class, "pairings");
            decorate(context, Directory.class, "directory");
        }
    }

    /// What was asked since the last time.
    List<String> taken() {
        var taken = new ArrayList<String>();
        for (String call = noted.poll(); call != null; call = noted.poll()) {
            taken.add(call);
        }
        return taken;
    }

    private <T> void decorate(GenericApplicationContext context, Class<T> type, String name) {
        context.registerBean(
                "noted" + type.getSimpleName(),
                type,
                () -> noting(type, context.getBean(name, type)),
                definition -> definition.setPrimary(true));
    }

    private <T> T noting(Class<T> type, T real) {
        InvocationHandler handler =
                (proxy, method, arguments) -> {
                    noted.add(type.getSimpleName() + "." + method.getName());
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
