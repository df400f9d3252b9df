package one.commserver.client.peer;

import one.commserver.client.encryption.RecordHead;

import java.nio.ByteBuffer;

/// A message or a part of one, as it runs through the chain above encryption: a head of one byte, then the content.
final class PeerMessage {

    private PeerMessage() {}

    /// Puts a head before a content, which is copied.
    static ByteBuffer of(RecordHead head, ByteBuffer content) {
        return ByteBuffer.allocate(RecordHead.LENGTH + content.remaining())
                .put(head.encoded())
                .put(content.duplicate())
                .flip();
    }

    /// The head, which must be there.
    static RecordHead head(ByteBuffer message) {
        return RecordHead.of(message.get(message.position()));
    }

    /// What is behind the head.
    static ByteBuffer content(ByteBuffer message) {
        return message.slice(message.position() + RecordHead.LENGTH, message.remaining() - RecordHead.LENGTH);
    }
}
