package one.commserver.protocol;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Which protocol a client speaks, decided once by its first text frame.
///
/// Spec: chapter 1, the dialect decision.
public sealed interface Dialect {

    /// A dialect that has a name.
    enum Known implements Dialect {
        /// An object with a text in `type`: all that this package describes.
        NATIVE,
        /// An object with a text in `command`, and none in `type`.
        ONE
    }

    /// Neither: the connection is closed without a message.
    ///
    /// @param reason [CloseReason#NOT_JSON] or [CloseReason#UNKNOWN_DIALECT]
    record None(CloseReason reason) implements Dialect {}

    /// What the first text frame tells. Reads it to its end and keeps nothing of it; the messages' rules come later.
    static Dialect of(String firstText) {
        try (JsonParser parser = Sniffer.FACTORY.createParser(ObjectReadContext.empty(), firstText)) {
            return Sniffer.read(parser);
        } catch (JacksonException e) {
            return new None(CloseReason.NOT_JSON);
        }
    }
}

/// Walks over one JSON text and looks at the outermost members only.
final class Sniffer {

    static final JsonFactory FACTORY = MessageCodec.jsonFactory();

    private Sniffer() {}

    static Dialect read(JsonParser parser) {
        boolean type = false;
        boolean command = false;
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new Dialect.None(CloseReason.NOT_JSON);
        }
        if (first == JsonToken.START_OBJECT) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                parser.skipChildren();
                type = name.equals(Message.TYPE) ? text : type;
                command = name.equals("command") ? text : command;
            }
        } else {
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            return new Dialect.None(CloseReason.NOT_JSON);
        }
        if (type) {
            return Dialect.Known.NATIVE;
        }
        return command ? Dialect.Known.ONE : new Dialect.None(CloseReason.UNKNOWN_DIALECT);
    }
}
