package one.commserver.limits;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

/// Reads the limits at start. They are three records, so that nobody depends on limits that aren't theirs.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ConnectionLimits.class, RateLimits.class, SizeLimits.class})
class LimitsConfiguration {}
