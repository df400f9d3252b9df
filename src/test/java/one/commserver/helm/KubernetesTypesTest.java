package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Path;

/// What Kubernetes wouldn't take is noticed: models of another version could be more patient without a word.
class KubernetesTypesTest {

    @TempDir private Path folder;

    /// What is put where into an object that is right, and what is told of it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Deployment | /spec | replica | 2 | replica",
                "Deployment | /spec/template/spec/containers/0 | readyProbe | {} | readyProbe",
                "Deployment | /spec/template/spec/containers/0/readinessProbe/httpGet | url | \"/\" | url",
                "Deployment | /spec/template/spec/containers/0/env/0 | value | 8080 | String",
                "Deployment | /spec/template/spec/containers/0/env/0 | value | true | String",
                "Deployment | /spec/template/metadata/labels | number | 1 | String",
                "Deployment | /spec | replicas | \"2\" | Integer",
                "Deployment | /spec/strategy | rollingUpdate | [] | Not a JSON Object",
                "Deployment | /spec/template/spec/containers/0 | name | nothing | name",
                "Deployment | /spec | selector | nothing | selector",
                "Service | /spec/ports/0 | portt | 80 | portt",
                "Service | /spec/ports/0 | port | \"80\" | Integer",
                "NetworkPolicy | /spec/egress/0 | too | [] | too",
                "NetworkPolicy | /spec | policyTypes | \"Egress\" | policyTypes",
                "ConfigMap | /data | number | 1 | String",
                "Ingress | /spec/rules/0/http/paths/0 | pathtype | \"Exact\" | pathtype",
                "Ingress | /spec/rules/0/http/paths/0 | pathType | nothing | pathType",
                "HorizontalPodAutoscaler | /spec | maxReplicas | nothing | maxReplicas",
                "HorizontalPodAutoscaler | /spec/metrics/0/resource/target | averageUtilisation | 1 |"
                        + " averageUtilisation",
                "PodDisruptionBudget | /spec | maxUnavailables | 1 | maxUnavailables",
                "HTTPRoute | /spec/rules/0 | timeout | {} | timeout",
                "HTTPRoute | /spec/parentRefs/0 | name | 1 | String",
                "ServiceAccount | '' | automount | true | automount",
                "ServiceMonitor | /spec/endpoints/0 | paths | \"/\" | paths",
                "PrometheusRule | /spec/groups/0/rules/0 | expr | 1 | String"
            })
    void whatIsWrongIsTold(String kind, String place, String field, String value, String told) throws IOException {
        JsonNode object = Chart.named(folder, "everything").render().ofKind(kind).findFirst().orElseThrow().deepCopy();
        assertThat(KubernetesTypes.problems(object)).isEmpty();

        ObjectNode at = (ObjectNode) object.at(place);
        if (value.equals("nothing")) {
            at.remove(field);
        } else {
            at.set(field, JsonMapper.shared().readTree(value));
        }

        assertThat(KubernetesTypes.problems(object)).anySatisfy(problem -> assertThat(problem).contains(told));
    }

    @Test
    void aTypeThatThereIsNotIsTold() {
        JsonNode object =
                JsonMapper.shared().readTree("{\"apiVersion\": \"autoscaling/v1\", \"kind\": \"Deployment\"}");

        assertThat(KubernetesTypes.problems(object)).containsExactly("autoscaling/v1/Deployment is not known");
    }
}
