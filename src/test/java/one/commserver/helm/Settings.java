package one.commserver.helm;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a rendered chart configures, as the server reads it: environment variables over the file. What is to come from
/// a Secret has the Secret's name as its value.
final class Settings {

    private final StandardEnvironment environment = new StandardEnvironment();

    private Settings(Map<String, String> file, Map<String, String> variables) {
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new LinkedHashMap<>(variables)));
        environment.getPropertySources().addLast(new MapPropertySource("file", new LinkedHashMap<>(file)));
    }

    static Settings of(Manifests manifests) {
        return new Settings(manifests.settings(), manifests.environment());
    }

    /// Those of a server that nobody has configured.
    static Settings none() {
        return new Settings(Map.of(), Map.of());
    }

    /// As the server binds it, with all that its record checks.
    <T> T bind(String prefix, Class<T> type) {
        return Binder.get(environment).bindOrCreate(prefix, type);
    }
}
