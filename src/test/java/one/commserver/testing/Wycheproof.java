package one.commserver.testing;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;

/// A case of Wycheproof, see `src/test/resources/wycheproof`.
public record Wycheproof(JsonNode members) {

    /// All cases of a file.
    ///
    /// @param name of the file, without its ending
    public static Stream<Wycheproof> cases(String name) {
        try (var in = Wycheproof.class.getResourceAsStream("/wycheproof/" + name + ".json")) {
            return JsonMapper.shared().readTree(in).valueStream().map(Wycheproof::new);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public boolean has(String name) {
        return members.has(name);
    }

    public byte[] hex(String name) {
        return HexFormat.of().parseHex(members.get(name).asString());
    }

    public byte[] base64(String name) {
        return Base64.getDecoder().decode(members.get(name).asString());
    }

    /// Whether it has to be taken.
    public boolean isValid() {
        return result().equals("valid");
    }

    /// Whether it may be refused, too.
    public boolean isAcceptable() {
        return result().equals("acceptable");
    }

    private String result() {
        return members.get("result").asString();
    }

    @Override
    public String toString() {
        return members.get("id") + " " + members.get("comment").asString() + ", " + result();
    }
}
