package one.commserver.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;

/// One atomic step in Redis: a Lua file that begins with a comment about KEYS, ARGV, its result and what it guarantees.
/// Make it at the start and keep it: making it reads the file.
///
/// @param <T> what comes of it
public final class Script<T> {

    private final String name;
    private final String text;
    private final String digest;
    private final Function<Reply, T> reader;

    private Script(String name, String text, Function<Reply, T> reader) {
        this.name = name;
        this.text = text;
        this.digest = digest(text);
        this.reader = reader;
    }

    /// Reads `redis/<name>.lua` from the class path.
    ///
    /// @param name `<area>/<name>`
    /// @param reader makes the result of the array that the script returns; never null
    /// @throws IllegalStateException if there is no such file
    public static <T> Script<T> of(String name, Function<Reply, T> reader) {
        return new Script<>(name, file(name), reader);
    }

    /// Reads two files and joins them: what several scripts share, and the script.
    ///
    /// @throws IllegalStateException if one of them is missing
    public static <T> Script<T> of(String shared, String name, Function<Reply, T> reader) {
        return new Script<>(name, file(shared) + file(name), reader);
    }

    private static String file(String name) {
        String path = "/redis/" + name + ".lua";
        try (InputStream file = Script.class.getResourceAsStream(path)) {
            if (file == null) {
                throw new IllegalStateException("there is no " + path);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// For meters and logs.
    public String name() {
        return name;
    }

    String text() {
        return text;
    }

    /// By which Redis knows it once it has seen it.
    String digest() {
        return digest;
    }

    T read(Reply reply) {
        return reader.apply(reply);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
