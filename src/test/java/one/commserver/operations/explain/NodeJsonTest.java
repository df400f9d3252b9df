package one.commserver.operations.explain;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.operations.asking.Asking.Answer;
import one.commserver.registry.NodeId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node of another version counts as silent, whatever it says.
class NodeJsonTest {

    private static final String ELSE =
            "\"ready\":true,\"draining\":false,\"full\":false,\"connectionCount\":0,\"sessions\":[],\"events\":[],"
                    + "\"errors\":[],\"refusedLogins\":[],\"remembersSince\":\"\",\"remembersClaimsSince\":\"\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "[]",
                "7",
                "\"x\"",
                "{\"connections\":[{}]}",
                "{" + ELSE + "}",
                "{" + ELSE + ",\"limits\":[],\"connections\":[null]}",
                "{" + ELSE + ",\"limits\":[],\"connections\":[{\"id\":\"1\"}]}",
                "{" + ELSE + ",\"limits\":[{\"left\":1,\"proven\":true}],\"connections\":[]}"
            })
    void whatHasAnotherShapeIsNoAnswer(String json) {
        var answer = new Answer(new NodeId("node"), json);

        assertThat(NodeJson.read(answer, NodePart.class)).isEmpty();
        assertThat(NodeJson.read(answer, NodePart.Presence.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{" + ELSE + ",\"limits\":[],\"connections\":[]}"})
    void whatHasItsShapeIsOne(String json) {
        assertThat(NodeJson.read(new Answer(new NodeId("node"), json), NodePart.class)).isPresent();
    }
}
