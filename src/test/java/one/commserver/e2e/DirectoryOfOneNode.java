package one.commserver.e2e;

import one.commserver.discovery.Directory;
import one.commserver.registry.RegistryProperties;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

import java.lang.reflect.Constructor;
import java.time.Duration;
import java.time.InstantSource;

/// Gives each node a directory of its own as long as there is none in Redis: what is announced at one node isn't found
/// at another.
final class DirectoryOfOneNode implements ApplicationContextInitializer<GenericApplicationContext> {

    private static final String PACKAGE = "one.commserver.discovery.";

    @Override
    public void initialize(GenericApplicationContext context) {
        if (!exists(PACKAGE + "redis.RedisDirectory")) {
            context.registerBean(
                    "directory",
                    Directory.class,
                    () -> directory(context.getBean(RegistryProperties.class), context.getBean(InstantSource.class)));
        }
    }

    private static Directory directory(RegistryProperties sessions, InstantSource clock) {
        try {
            Constructor<?> rules =
                    Class.forName(PACKAGE + "memory.InMemoryDirectory$Rules")
                            .getDeclaredConstructor(long.class, Duration.class, int.class);
            Constructor<?> directory =
                    Class.forName(PACKAGE + "memory.InMemoryDirectory")
                            .getDeclaredConstructor(rules.getDeclaringClass(), InstantSource.class);
            rules.setAccessible(true);
            directory.setAccessible(true);
            return (Directory)
                    directory.newInstance(
                            rules.newInstance(
                                    64L << 20, sessions.sessionTimeToLive(), sessions.rememberedPerIdentity()),
                            clock);
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException(other);
        }
    }

    private static boolean exists(String type) {
        try {
            Class.forName(type);
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
