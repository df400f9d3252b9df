package one.commserver.helm;

import java.util.List;
import java.util.Map;

/// What the Prometheus operator takes, as far as the chart uses it (`monitoring.coreos.com/v1`). Anything else in an
/// object is unknown.
final class OperatorTypes {

    record Metadata(String name, Map<String, String> labels) {}

    record ServiceMonitor(String apiVersion, String kind, Metadata metadata, Targets spec) {}

    record Targets(Selector selector, Namespaces namespaceSelector, List<Endpoint> endpoints) {}

    record Selector(Map<String, String> matchLabels) {}

    record Namespaces(List<String> matchNames) {}

    /// @param port the name of a Service's port
    record Endpoint(String port, String path, String interval, BasicAuth basicAuth, Authorization authorization) {}

    record BasicAuth(Key username, Key password) {}

    record Authorization(Key credentials) {}

    /// @param name of a Secret
    record Key(String name, String key) {}

    record PrometheusRule(String apiVersion, String kind, Metadata metadata, Groups spec) {}

    record Groups(List<Group> groups) {}

    record Group(String name, List<Rule> rules) {}

    /// @param record or an alert, not both
    /// @param duration for how long
    record Rule(
            String record,
            String alert,
            String expr,
            @com.fasterxml.jackson.annotation.JsonProperty("for") String duration,
            Map<String, String> labels,
            Map<String, String> annotations) {}

    private OperatorTypes() {}
}
