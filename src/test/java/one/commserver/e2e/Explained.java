package one.commserver.e2e;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.StreamSupport;

/// What a node says of an identity.
///
/// @param answer as it came
record Explained(JsonNode answer) {

    static Explained at(Management node, Identity identity) {
        return new Explained(node.json("/explain/" + identity.wire()));
    }

    List<String> verdict() {
        return texts("verdict");
    }

    List<String> texts(String list) {
        return StreamSupport.stream(answer.path(list).spliterator(), false).map(JsonNode::asString).toList();
    }

    /// What one node has found.
    JsonNode found(String node) {
        return StreamSupport.stream(answer.path("nodes").spliterator(), false)
                .filter(each -> each.path("node").asString().equals(node))
                .findAny()
                .orElseThrow(() -> new AssertionError(node + " is not in " + answer))
                .path("found");
    }

    /// What the node has found that was asked.
    JsonNode found() {
        return found(answer.path("asked").asString());
    }

    /// Somebody says to be an identity and can't prove it.
    static void pretends(RawSocket.Dial dial, Who who) {
        try (var client = RawClient.dial(dial);
                var other = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            var login = new Login(client, who);
            Transcript transcript = AuthenticationTranscript.of(login.auth(), login.challenge());
            client.send(new Response("r", transcript.sha256(), Bytes.of(other.sign(transcript.bytes()))));
            client.refused(ErrorCode.AUTH_SIGNATURE, CloseReason.POLICY_VIOLATION);
        }
    }
}
