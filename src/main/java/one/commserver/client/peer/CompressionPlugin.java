package one.commserver.client.peer;

import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.RecordHead;
import one.commserver.connection.Plugin;
import one.commserver.wire.ConnectionEvent;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Deflates messages that get shorter by it, each on its own, before they are encrypted. Only in the chain if both
/// applications want it: lengths then tell something about contents. What comes in is never inflated beyond the bound.
///
/// Spec: chapter 8, records.
final class CompressionPlugin implements Plugin {

    /// Its name in the chain, and that of the feature.
    static final String NAME = "compression";

    /// How the handshake calls it.
    static final String FEATURE = "deflate";

    /// Shorter messages don't get shorter.
    private static final int LEAST_LENGTH = 64;

    private static final int CHUNK = 8192;

    private final int maxMessage;

    /// @param maxMessage the most bytes that a message may inflate to
    CompressionPlugin(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (event instanceof ConnectionEvent.Binary(ByteBuffer data) && data.remaining() > LEAST_LENGTH) {
            RecordHead head = PeerMessage.head(data);
            ByteBuffer content = PeerMessage.content(data);
            byte[] deflated = deflate(content.duplicate());
            if (head.isMessage() && deflated.length < content.remaining()) {
                ByteBuffer shorter = PeerMessage.of(head.withDeflated(true), ByteBuffer.wrap(deflated));
                next.accept(new ConnectionEvent.Binary(shorter));
                return;
            }
        }
        next.accept(event);
    }

    /// @throws EncryptionException if the peer has sent what isn't deflated, or inflates beyond the bound
    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (event instanceof ConnectionEvent.Binary(ByteBuffer data) && PeerMessage.head(data).deflated()) {
            byte[] inflated = inflate(PeerMessage.content(data));
            RecordHead head = PeerMessage.head(data).withDeflated(false);
            next.accept(new ConnectionEvent.Binary(PeerMessage.of(head, ByteBuffer.wrap(inflated))));
        } else {
            next.accept(event);
        }
    }

    private static byte[] deflate(ByteBuffer content) {
        var deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(content);
            deflater.finish();
            var deflated = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK];
            while (!deflater.finished()) {
                deflated.write(chunk, 0, deflater.deflate(chunk));
            }
            return deflated.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private byte[] inflate(ByteBuffer content) {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(content);
            var inflated = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK];
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw malformed();
                }
                inflated.write(chunk, 0, length);
                if (inflated.size() > maxMessage) {
                    throw new EncryptionException(Reason.TOO_LARGE, "a message inflates beyond what this end takes");
                }
            }
            if (inflater.getRemaining() > 0) {
                throw malformed();
            }
            return inflated.toByteArray();
        } catch (DataFormatException notDeflated) {
            throw malformed();
        } finally {
            inflater.end();
        }
    }

    private static EncryptionException malformed() {
        return new EncryptionException(Reason.MALFORMED, "a message isn't deflated as its head says");
    }
}
