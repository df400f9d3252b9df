package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.jspecify.annotations.Nullable;

/// One text frame of the native protocol: a JSON object that is told apart by its member `type`.
///
/// A component of a message record that isn't `@Nullable` must be present on the wire. Each record checks its own
/// sense when it is made and throws an [IllegalArgumentException] with the field's name.
///
/// Spec: chapter 2, framing.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Message.TYPE)
public sealed interface Message permits ClientMessage, ServerMessage {

    /// The member that tells messages apart.
    String TYPE = "type";

    /// The most characters that a `ref` has.
    int MAX_REF = 64;

    /// The client's own mark on its message, echoed by each direct reply; at most [#MAX_REF] characters.
    @Nullable String ref();
}
