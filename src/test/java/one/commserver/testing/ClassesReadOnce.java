package one.commserver.testing;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.type.classreading.MetadataReader;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Hands on to each application what another one of this process has read of class files, looking for its components:
/// those of the tests lie among those of the server, and reading them takes a quarter of a start.
///
/// Found by the framework through `META-INF/spring.factories`.
final class ClassesReadOnce implements SpringApplicationRunListener {

    /// As many as there are classes.
    private static final Map<Resource, MetadataReader> READ = new ConcurrentHashMap<>();

    @Override
    public void contextPrepared(ConfigurableApplicationContext context) {
        if (context instanceof GenericApplicationContext own) {
            Map<Resource, MetadataReader> cache = own.getResourceCache(MetadataReader.class);
            cache.putAll(READ);
            // it is emptied when the application has started
            own.registerBean(
                    ClassesReadOnce.class.getName(), SmartInitializingSingleton.class, () -> () -> READ.putAll(cache));
        }
    }
}
