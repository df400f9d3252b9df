package one.commserver.storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Says at the start which store is used.
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(StorageConfiguration.class);

    StorageConfiguration(Environment environment) {
        LOG.info(
                switch (Storage.of(environment)) {
                    case MEMORY -> "What is stored lives in this process, which is a server of its own";
                    case REDIS -> "What is stored lives in Redis, which makes one server of many nodes";
                });
    }
}
