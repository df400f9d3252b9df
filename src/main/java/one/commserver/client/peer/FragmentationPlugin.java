package one.commserver.client.peer;

import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.RecordHead;
import one.commserver.client.encryption.Records;
import one.commserver.connection.Plugin;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Cuts messages that are longer than a record, and joins them again. It stands above encryption, so each fragment is
/// authentic and in its place; what is left to check is that the peer keeps to the rules and to the bound.
///
/// Spec: chapter 8, records.
final class FragmentationPlugin implements Plugin {

    /// Its name in the chain.
    static final String NAME = "fragmentation";

    private static final int MAX_CONTENT = Records.MAX_PLAINTEXT - RecordHead.LENGTH;

    private final int maxMessage;
    private @Nullable RecordHead joining;
    private ByteArrayOutputStream joined = new ByteArrayOutputStream();

    /// @param maxMessage the most bytes of a message that are joined
    FragmentationPlugin(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (!(event instanceof ConnectionEvent.Binary(ByteBuffer data)) || data.remaining() <= Records.MAX_PLAINTEXT) {
            next.accept(event);
            return;
        }
        ByteBuffer content = data.duplicate();
        RecordHead head = RecordHead.of(content.get());
        while (content.hasRemaining()) {
            int length = Math.min(content.remaining(), MAX_CONTENT);
            ByteBuffer part = content.slice(content.position(), length);
            content.position(content.position() + length);
            next.accept(new ConnectionEvent.Binary(PeerMessage.of(head.withMore(content.hasRemaining()), part)));
        }
    }

    /// @throws EncryptionException if the peer breaks a rule
    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (event instanceof ConnectionEvent.Closing && joining != null) {
            throw new EncryptionException(Reason.MALFORMED, "the stream ends within a message");
        }
        if (!(event instanceof ConnectionEvent.Binary(ByteBuffer data))) {
            next.accept(event);
            return;
        }
        RecordHead head = PeerMessage.head(data);
        if (joining == null && !head.more()) {
            bounded(data.remaining() - RecordHead.LENGTH);
            next.accept(event);
            return;
        }
        if (joining != null && !head.withMore(true).equals(joining)) {
            throw new EncryptionException(Reason.MALFORMED, "something else comes within a message");
        }
        joining = head.withMore(true);
        add(PeerMessage.content(data));
        if (!head.more()) {
            ByteBuffer whole = PeerMessage.of(head, ByteBuffer.wrap(joined.toByteArray()));
            joining = null;
            joined = new ByteArrayOutputStream();
            next.accept(new ConnectionEvent.Binary(whole));
        }
    }

    private void add(ByteBuffer content) {
        if (!content.hasRemaining()) {
            throw new EncryptionException(Reason.MALFORMED, "an empty part of a message");
        }
        bounded((long) joined.size() + content.remaining());
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        joined.writeBytes(bytes);
    }

    private void bounded(long length) {
        if (length > maxMessage) {
            throw new EncryptionException(Reason.TOO_LARGE, "a message is longer than this end takes");
        }
    }
}
