package one.commserver.operations.limits;

import one.commserver.limits.InForce;
import one.commserver.registry.NodeId;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes the endpoint for limits.
@Configuration(proxyBeanMethods = false)
class LimitsEndpointConfiguration {

    /// @param changeable the settings of which something can be changed; the others are as they were at the start
    @Bean
    LimitsEndpoint limitsEndpoint(NodeId node, List<InForce<?>> changeable, BeanFactory beans) {
        Map<Class<? extends Record>, InForce<?>> settings = new HashMap<>();
        changeable.forEach(each -> settings.put(each.atStart().getClass(), each));
        for (Limit limit : Limit.values()) {
            settings.computeIfAbsent(limit.settings(), type -> new InForce<>(beans.getBean(type)));
        }
        return new LimitsEndpoint(node.value(), settings);
    }
}
