package one.commserver.client.one;

import java.nio.ByteBuffer;

/// What peers send to each other: text or bytes, which stay what they are.
public sealed interface OnePayload {

    /// A text. It may hold secrets, so it isn't part of [#toString].
    record Text(String text) implements OnePayload {
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /// Bytes. Whoever reads them works on a duplicate.
    record Bytes(ByteBuffer data) implements OnePayload {}
}
