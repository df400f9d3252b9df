package one.commserver.protocol.sealing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// The golden vectors of sealing.
///
/// @param name the file's, below the folder
record SealingVectors(String name, JsonNode content) {

    private static final Path ROOT = Path.of("src", "test", "resources", "vectors", "9-sealing");

    static SealingVectors one(String path) {
        try {
            return new SealingVectors(path, JsonMapper.shared().readTree(Files.readString(ROOT.resolve(path))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those of a folder of which something is expected.
    static List<SealingVectors> below(String folder, String expected) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.sorted()
                    .map(file -> one(folder + "/" + file.getFileName()))
                    .filter(vector -> vector.text("expected").equals(expected))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String field) {
        return content.required(field).stringValue();
    }

    int number(String field) {
        return content.required(field).intValue();
    }

    boolean has(String field) {
        return content.has(field);
    }

    Bytes bytes(String field) {
        return Bytes.fromBase64Url(text(field));
    }

    byte[] hex(String field) {
        return HexFormat.of().parseHex(text(field));
    }

    Identity identity(String field) {
        return Identity.parse(text(field));
    }

    /// The private key of an identity.
    SigningKey signingKey(String identity, String privateKey) {
        return SigningKey.fromEncoded(identity(identity).algorithm(), bytes(privateKey).toByteArray());
    }

    @Override
    public String toString() {
        return name;
    }
}
