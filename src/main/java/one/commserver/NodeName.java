package one.commserver;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import java.util.Map;
import java.util.UUID;

/// Makes up the name of this node before anything is logged, so that each line can have it. Nobody can choose it: a
/// name whose lease has lapsed never lives again.
final class NodeName implements EnvironmentPostProcessor {

    static final String PROPERTY = "commserver.node.name";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("node", Map.of(PROPERTY, "node-" + UUID.randomUUID())));
    }
}
