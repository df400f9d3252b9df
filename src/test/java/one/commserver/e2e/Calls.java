package one.commserver.e2e;

import one.commserver.discovery.Directory;
import one.commserver.pairing.Pairings;
import one.commserver.registry.Registry;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

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
            note(context, Registry.class, "registry");
            note(context, Pairings.class, "pairings");
            note(context, Directory.class, "directory");
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

    private void note(GenericApplicationContext context, Class<?> type, String name) {
        Between.put(
                context,
                type,
                name,
                (real, method, arguments) -> {
                    noted.add(type.getSimpleName() + "." + method.getName());
                    return method.invoke(real, arguments);
                });
    }
}
