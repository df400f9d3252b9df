package one.commserver.helm;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Whether Kubernetes would take an object. One set of models tells wrong types and unknown fields, and knows the
/// Gateway API; the other one tells missing fields, too.
final class KubernetesTypes {

    private static final Map<String, Class<?>> TYPES =
            Map.ofEntries(
                    Map.entry("v1/ConfigMap", ConfigMap.class),
                    Map.entry("v1/Service", Service.class),
                    Map.entry("v1/ServiceAccount", ServiceAccount.class),
                    Map.entry("apps/v1/Deployment", Deployment.class),
                    Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
                    Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
                    Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
                    Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
                    Map.entry("gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class),
                    Map.entry("monitoring.coreos.com/v1/ServiceMonitor", OperatorTypes.ServiceMonitor.class),
                    Map.entry("monitoring.coreos.com/v1/PrometheusRule", OperatorTypes.PrometheusRule.class));

    private static final Map<String, Validation> OFFICIAL =
            Map.of(
                    "ConfigMap", V1ConfigMap::validateJsonElement,
                    "Service", V1Service::validateJsonElement,
                    "ServiceAccount", V1ServiceAccount::validateJsonElement,
                    "Deployment", V1Deployment::validateJsonElement,
                    "HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
                    "Ingress", V1Ingress::validateJsonElement,
                    "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
                    "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement);

    private static final JsonMapper STRICT = strict();

    private interface Validation {
        void check(JsonElement object) throws IOException;
    }

    private KubernetesTypes() {}

    /// What is wrong with it; nothing if it would be taken.
    static List<String> problems(JsonNode object) {
        String kind = object.path("kind").asString();
        String type = object.path("apiVersion").asString() + "/" + kind;
        Class<?> model = TYPES.get(type);
        if (model == null) {
            return List.of(type + " is not known");
        }
        List<String> problems = new ArrayList<>();
        try {
            unknown(STRICT.readValue(object.toString(), model), kind, problems);
        } catch (JacksonException wrong) {
            problems.add(kind + ": " + wrong.getOriginalMessage());
        }
        Validation official = OFFICIAL.get(kind);
        if (official != null) {
            try {
                official.check(JsonParser.parseString(object.toString()));
            } catch (IOException | IllegalArgumentException | IllegalStateException wrong) {
                problems.add(kind + ": " + wrong.getMessage());
            }
        }
        return problems;
    }

    /// `value: 8080` in an environment isn't taken by Kubernetes, and would be by Jackson.
    private static JsonMapper strict() {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text ->
                                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /// The models keep what they don't know in a map, at each level.
    private static void unknown(Object value, String path, List<String> problems) {
        if (value instanceof Collection<?> many) {
            many.forEach(one -> unknown(one, path + "[]", problems));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, one) -> unknown(one, path + "." + key, problems));
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getParameterCount() == 0 && method.getName().startsWith("get")) {
                    unknownIn(value, method, path, problems);
                }
            }
        }
    }

    private static void unknownIn(Object bean, Method getter, String path, List<String> problems) {
        String name = getter.getName().substring("get".length());
        if (name.equals("Class")) {
            return;
        }
        try {
            Object inner = getter.invoke(bean);
            if (name.equals("AdditionalProperties")) {
                ((Map<?, ?>) inner).keySet().forEach(key -> problems.add(path + "." + key + " is unknown"));
            } else {
                unknown(inner, path + "." + name, problems);
            }
        } catch (ReflectiveOperationException failed) {
            problems.add(path + "." + name + ": " + failed.getCause());
        }
    }
}
