package one.commserver.operations.console;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How many may look at the console.
///
/// @param viewers how many browsers' windows this node sends its numbers to at the same moment; at least 1. Each holds
///     a socket of the management port, so less than `commserver.operations.connections`
@ConfigurationProperties("commserver.operations.console")
record ConsoleProperties(@DefaultValue("20") int viewers) {

    ConsoleProperties {
        if (viewers < 1) {
            throw new IllegalArgumentException("commserver.operations.console.viewers must be at least 1");
        }
    }
}
