package one.commserver.client.one.plugin;

import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.connection.Plugin;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.wire.ConnectionEvent;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Seals each message that goes out and opens each that comes in. On the wire there are binary frames only, without a
/// nonce: both ends count, so nothing can be left out, repeated or put elsewhere. The close isn't protected; whoever is
/// between the peers can end the connection whenever he wants to.
public final class OneEncryptionPlugin implements Plugin {

    /// Its name in the chain.
    public static final String NAME = "encryption";

    /// How much longer than a message what is sent of it can be: the tag, the head, and the longest padding with its
    /// length.
    public static final int MAX_OVERHEAD = BoxKey.TAG_LENGTH + 256;

    private final BoxKey key;
    private final Counter outgoing;
    private final Counter incoming;
    private final Padding padding;
    private final Consumer<OneException> failed;
    private boolean over;

    /// @param key the session's; the plugin's from then on
    /// @param failed told once, on the connection's thread
    public OneEncryptionPlugin(BoxKey key, Side side, Consumer<OneException> failed) {
        this(key, side, Padding.RANDOM, failed);
    }

    OneEncryptionPlugin(BoxKey key, Side side, Padding padding, Consumer<OneException> failed) {
        this.key = key;
        this.outgoing = new Counter(side.firstNumber());
        this.incoming = new Counter(side.other().firstNumber());
        this.padding = padding;
        this.failed = failed;
    }

    @Override
    public String name() {
        return NAME;
    }

    /// Wipes the key; nothing passes any more. On the connection's thread, when the connection has ended.
    public void wipe() {
        over = true;
        key.close();
    }

    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        switch (event) {
            case ConnectionEvent.Binary(ByteBuffer data) -> {
                if (!over) {
                    open(data, next);
                }
            }
            case ConnectionEvent.Text _ -> fail(new OneException(Reason.MALFORMED, "A text isn't encrypted."));
            default -> next.accept(event);
        }
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        switch (event) {
            case ConnectionEvent.Binary binary -> seal(Plaintext.of(binary, padding.draw()), next);
            case ConnectionEvent.Text text -> seal(Plaintext.of(text, padding.draw()), next);
            default -> next.accept(event);
        }
    }

    private void open(ByteBuffer data, Consumer<ConnectionEvent> next) {
        byte[] sealed = new byte[data.remaining()];
        data.duplicate().get(sealed);
        ConnectionEvent message;
        try {
            message = Plaintext.read(key.open(incoming.nonce(), sealed));
        } catch (BoxOpeningException forged) {
            fail(new OneException(Reason.NOT_AUTHENTIC, "Decryption of message failed."));
            return;
        } catch (OneException malformed) {
            fail(malformed);
            return;
        }
        next.accept(message);
    }

    private void seal(byte[] plaintext, Consumer<ConnectionEvent> next) {
        if (over) {
            return;
        }
        byte[] nonce;
        try {
            nonce = outgoing.nonce();
        } catch (OneException exhausted) {
            fail(exhausted);
            return;
        }
        next.accept(new ConnectionEvent.Binary(ByteBuffer.wrap(key.seal(nonce, plaintext))));
    }

    private void fail(OneException why) {
        if (!over) {
            over = true;
            failed.accept(why);
        }
    }
}
