package one.commserver.crypto.box;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// The golden vector of a registration.
final class Registration {

    private static final Path FILE = Path.of("src/test/resources/vectors/one/registration.json");
    private static final JsonNode VECTOR = read();

    private Registration() {}

    static String hex(String field) {
        return VECTOR.required(field).stringValue();
    }

    static byte[] bytes(String field) {
        return HexFormat.of().parseHex(hex(field));
    }

    static BoxKeyPair server() {
        return BoxKeyPair.ofSecret(bytes("server_secret"));
    }

    static BoxKeyPair client() {
        return BoxKeyPair.ofSecret(bytes("client_secret"));
    }

    private static JsonNode read() {
        try {
            return JsonMapper.builder().build().readTree(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
