package one.commserver.client.encryption;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.HandshakeMessage.Body;
import one.commserver.client.encryption.HandshakeMessage.Confirm;
import one.commserver.client.encryption.HandshakeMessage.Hello;
import one.commserver.client.encryption.HandshakeMessage.Offer;
import one.commserver.client.encryption.HandshakeMessage.OfferedSuite;
import one.commserver.client.encryption.HandshakeMessage.Params;
import one.commserver.protocol.AuthenticationMessage;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;

/// Turns the handshake's messages into JSON and back, strictly.
///
/// Spec: chapter 8, messages of the handshake.
final class HandshakeCodec {

    static final String OFFER = "encrypt_offer";
    static final String PARAMS = "encrypt_params";
    static final String CONFIRM = "encrypt_confirm";

    /// The most suites that an end may state.
    static final int MAX_SUITES = 8;

    /// The most bytes of a share, of an identity's key and of a signature: what any algorithm needs, with room.
    static final int MAX_BYTES = AuthenticationMessage.MAX_KEY_BYTES;

    private HandshakeCodec() {}

    static byte[] encode(Offer offer) {
        ObjectNode object = typed(OFFER);
        ArrayNode suites = object.putArray("suites");
        offer.suites()
                .forEach(
                        each -> suites.addObject().put("suite", each.suite()).put("share", each.share().toBase64Url()));
        return bytes(put(object, offer.hello()));
    }

    static byte[] encode(Body body) {
        ObjectNode object = JsonFields.MAPPER.createObjectNode();
        object.put("suite", body.suite()).put("share", body.share().toBase64Url());
        ArrayNode suites = object.putArray("suites");
        body.suites().forEach(suites::add);
        return bytes(put(object, body.hello()));
    }

    static byte[] encode(Params params) {
        return bytes(
                typed(PARAMS)
                        .put("body", params.body().toBase64Url())
                        .put("signature", params.signature().toBase64Url())
                        .put("confirmation", params.confirmation().toBase64Url()));
    }

    static byte[] encode(Confirm confirm) {
        return bytes(
                typed(CONFIRM)
                        .put("signature", confirm.signature().toBase64Url())
                        .put("confirmation", confirm.confirmation().toBase64Url()));
    }

    static Offer offer(byte[] message) {
        JsonFields fields = typed(message, OFFER);
        return new Offer(
                fields.objects(
                        "suites",
                        1,
                        MAX_SUITES,
                        each -> new OfferedSuite(each.name("suite"), each.bytes("share", 1, MAX_BYTES)),
                        OfferedSuite::suite),
                hello(fields));
    }

    static Params params(byte[] message) {
        JsonFields fields = typed(message, PARAMS);
        return new Params(
                fields.bytes("body", 1, Records.MAX_PAYLOAD),
                fields.bytes("signature", 1, MAX_BYTES),
                fields.bytes(
                        "confirmation", HandshakeMessage.CONFIRMATION_LENGTH, HandshakeMessage.CONFIRMATION_LENGTH));
    }

    static Body body(byte[] body) {
        JsonFields fields = JsonFields.parse(body);
        return new Body(
                fields.name("suite"),
                fields.bytes("share", 1, MAX_BYTES),
                fields.names("suites", 1, MAX_SUITES),
                hello(fields));
    }

    static Confirm confirm(byte[] message) {
        JsonFields fields = typed(message, CONFIRM);
        return new Confirm(
                fields.bytes("signature", 1, MAX_BYTES),
                fields.bytes(
                        "confirmation", HandshakeMessage.CONFIRMATION_LENGTH, HandshakeMessage.CONFIRMATION_LENGTH));
    }

    private static Hello hello(JsonFields fields) {
        return new Hello(
                fields.bytes("nonce", HandshakeMessage.NONCE_LENGTH, HandshakeMessage.NONCE_LENGTH),
                fields.identity("identity"),
                fields.optionalBytes("key", 1, MAX_BYTES),
                fields.name("instance"),
                fields.names("features", 0, LocalPeer.MAX_FEATURES),
                fields.count("max_message"));
    }

    private static ObjectNode put(ObjectNode object, Hello hello) {
        object.put("nonce", hello.nonce().toBase64Url()).put("identity", hello.identity().wire());
        if (hello.key() != null) {
            object.put("key", hello.key().toBase64Url());
        }
        object.put("instance", hello.instance());
        ArrayNode features = object.putArray("features");
        hello.features().forEach(features::add);
        return object.put("max_message", hello.maxMessage());
    }

    private static ObjectNode typed(String type) {
        return JsonFields.MAPPER.createObjectNode().put("type", type);
    }

    private static JsonFields typed(byte[] message, String type) {
        JsonFields fields = JsonFields.parse(message);
        if (!fields.text("type").equals(type)) {
            throw new EncryptionException(Reason.UNEXPECTED, "another message than " + type);
        }
        return fields;
    }

    private static byte[] bytes(ObjectNode object) {
        return JsonFields.MAPPER.writeValueAsString(object).getBytes(StandardCharsets.UTF_8);
    }
}
