package one.commserver.client.one.plugin;

import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.connection.Plugin;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/// Cuts long messages into several, and joins them again up to a bound. It stands above encryption, so each fragment is
/// authentic and in its place.
public final class OneFragmentationPlugin implements Plugin {

    /// Its name in the chain.
    public static final String NAME = "fragmentation";

    /// The most bytes of a fragment, and of bytes that aren't cut.
    public static final int FRAGMENT = 65_536;

    private static final Keyword START_BYTES = new Keyword("fragmentation_start_binary");
    private static final Keyword START_TEXT = new Keyword("fragmentation_start_string");
    private static final Keyword END = new Keyword("fragmentation_end");
    private static final List<Keyword> ALL = List.of(START_BYTES, START_TEXT, END);

    /// Bytes that a character may take.
    private static final int WIDEST = 4;

    private final int fragment;
    private final int maxMessage;
    private final Consumer<OneException> failed;
    private @Nullable Keyword joining;
    private ByteArrayOutputStream joined = new ByteArrayOutputStream();
    private boolean over;

    /// @param maxMessage the most bytes of a message that is taken; a text's are those of its UTF-8
    /// @param failed told once, on the connection's thread
    public OneFragmentationPlugin(int maxMessage, Consumer<OneException> failed) {
        this(FRAGMENT, maxMessage, failed);
    }

    OneFragmentationPlugin(int fragment, int maxMessage, Consumer<OneException> failed) {
        this.fragment = fragment;
        this.maxMessage = maxMessage;
        this.failed = failed;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        switch (event) {
            case ConnectionEvent.Text(String text, int _) when text.length() >= fragment / WIDEST ->
                    cut(START_TEXT, ByteBuffer.wrap(Plaintext.utf8(text)), next);
            case ConnectionEvent.Text(String text, int _) -> next.accept(new ConnectionEvent.Text(escape(text)));
            case ConnectionEvent.Binary(ByteBuffer data) when data.remaining() > fragment ->
                    cut(START_BYTES, data.duplicate(), next);
            default -> next.accept(event);
        }
    }

    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (over && !(event instanceof ConnectionEvent.Closing)) {
            return;
        }
        try {
            switch (event) {
                case ConnectionEvent.Text(String text, int _) -> text(text, next);
                case ConnectionEvent.Binary(ByteBuffer data) when joining != null -> add(data.duplicate());
                case ConnectionEvent.Binary(ByteBuffer data) -> {
                    bounded(data.remaining());
                    next.accept(event);
                }
                default -> next.accept(event);
            }
        } catch (OneException broken) {
            over = true;
            joined = new ByteArrayOutputStream();
            failed.accept(broken);
        }
    }

    private void cut(Keyword start, ByteBuffer content, Consumer<ConnectionEvent> next) {
        next.accept(new ConnectionEvent.Text(start.word()));
        while (content.hasRemaining()) {
            int length = Math.min(content.remaining(), fragment);
            next.accept(new ConnectionEvent.Binary(content.slice(content.position(), length)));
            content.position(content.position() + length);
        }
        next.accept(new ConnectionEvent.Text(END.word()));
    }

    private void text(String text, Consumer<ConnectionEvent> next) {
        Keyword within = joining;
        if (START_BYTES.is(text) || START_TEXT.is(text)) {
            start(START_TEXT.is(text) ? START_TEXT : START_BYTES, within);
        } else if (END.is(text)) {
            end(within, next);
        } else if (within != null) {
            throw new OneException(Reason.MALFORMED, "A text comes within a message.");
        } else {
            var whole = new ConnectionEvent.Text(unescape(text));
            bounded(whole.bytes());
            next.accept(whole);
        }
    }

    private void start(Keyword start, @Nullable Keyword within) {
        if (within != null) {
            throw new OneException(Reason.MALFORMED, "A message begins within another one.");
        }
        joining = start;
    }

    private void end(@Nullable Keyword within, Consumer<ConnectionEvent> next) {
        if (within == null) {
            throw new OneException(Reason.MALFORMED, "A message ends that hasn't begun.");
        }
        byte[] whole = joined.toByteArray();
        joining = null;
        joined = new ByteArrayOutputStream();
        next.accept(
                within.equals(START_TEXT)
                        ? new ConnectionEvent.Text(Plaintext.text(whole))
                        : new ConnectionEvent.Binary(ByteBuffer.wrap(whole)));
    }

    private void add(ByteBuffer part) {
        bounded((long) joined.size() + part.remaining());
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        joined.writeBytes(bytes);
    }

    private void bounded(long length) {
        if (length > maxMessage) {
            throw new OneException(Reason.TOO_LARGE, "A message is longer than this end takes.");
        }
    }

    private static String escape(String text) {
        String escaped = text;
        for (Keyword word : ALL) {
            escaped = word.escape(escaped);
        }
        return escaped;
    }

    private static String unescape(String text) {
        String unescaped = text;
        for (Keyword word : ALL.reversed()) {
            unescaped = word.unescape(unescaped);
        }
        return unescaped;
    }
}
