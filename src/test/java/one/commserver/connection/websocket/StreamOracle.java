package one.commserver.connection.websocket;

import one.commserver.protocol.ErrorCode;
import one.commserver.testing.RawFrame;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Reads a whole stream as RFC 6455 has it, slowly and simply, and says what has to become of it.
final class StreamOracle {

    private static final HexFormat HEX = HexFormat.of();

    private final ByteBuffer in;
    private final boolean masked;
    private final int maxText;
    private final int maxBinary;
    private final List<String> messages = new ArrayList<>();
    private final List<String> pongs = new ArrayList<>();
    private final Set<ErrorCode> broken = EnumSet.noneOf(ErrorCode.class);
    private @Nullable String close;
    private @Nullable ByteArrayOutputStream started;
    private boolean text;
    private int pongsBefore;
    private boolean incomplete;

    private StreamOracle(byte[] stream, boolean masked, int maxText, int maxBinary) {
        this.in = ByteBuffer.wrap(stream);
        this.masked = masked;
        this.maxText = maxText;
        this.maxBinary = maxBinary;
    }

    /// @param masked whether frames must be
    static StreamOracle read(byte[] stream, boolean masked, int maxText, int maxBinary) {
        var oracle = new StreamOracle(stream, masked, maxText, maxBinary);
        while (oracle.close == null && oracle.broken.isEmpty() && oracle.frame()) {
            // on to the next
        }
        return oracle;
    }

    /// Whether that is what had to become of it. Where a frame breaks several rules any of them may be named. A frame
    /// that isn't complete may be refused by what is known of it already. Text that isn't UTF-8 may be noticed before
    /// it is complete.
    boolean allows(StreamOutcome outcome) {
        ErrorCode violation = outcome.violation();
        boolean sameEnd = violation == null ? broken.isEmpty() || incomplete : broken.contains(violation);
        boolean early = violation == ErrorCode.INVALID_UTF8;
        boolean samePongs =
                early
                        ? outcome.pongs().size() >= pongsBefore
                                && outcome.pongs()
                                        .equals(pongs.subList(0, Math.min(pongs.size(), outcome.pongs().size())))
                        : outcome.pongs().equals(pongs);
        return sameEnd && samePongs && outcome.messages().equals(messages) && Objects.equals(outcome.close(), close);
    }

    /// Whether there is nothing wrong with it.
    boolean isFine() {
        return broken.isEmpty();
    }

    List<String> messages() {
        return messages;
    }

    /// @return false at the end of what there is
    private boolean frame() {
        if (!in.hasRemaining()) {
            return false;
        }
        int first = in.get() & 0xff;
        int opcode = first & 0x0f;
        boolean last = (first & 0x80) != 0;
        boolean control = opcode >= RawFrame.CLOSE;
        boolean known = opcode <= RawFrame.BINARY || (control && opcode <= RawFrame.PONG);
        require((first & 0x70) == 0 && known && (last || !control));
        require(opcode != RawFrame.CONTINUATION || started != null);
        require(control || opcode == RawFrame.CONTINUATION || started == null);
        if (!in.hasRemaining()) {
            return cutShort();
        }
        int second = in.get() & 0xff;
        require((second >= 0x80) == masked);
        long length = length(second & 0x7f, control);
        if (length < 0) {
            return cutShort();
        }
        if (length > Math.max(maxText, maxBinary)) {
            broken.add(ErrorCode.MESSAGE_TOO_BIG);
        }
        byte[] key = new byte[(second >= 0x80) ? 4 : 0];
        if (in.remaining() < key.length) {
            return cutShort();
        }
        in.get(key);
        if (!broken.isEmpty()) {
            return false;
        }
        boolean tooBig = !control && soFar(opcode) + length > most(opcode);
        if (in.remaining() < length) {
            if (tooBig) {
                broken.add(ErrorCode.MESSAGE_TOO_BIG);
            }
            return cutShort();
        }
        byte[] payload = new byte[(int) length];
        in.get(payload);
        for (int i = 0; i < payload.length && key.length > 0; i++) {
            payload[i] ^= key[i % 4];
        }
        if (tooBig) {
            broken.add(ErrorCode.MESSAGE_TOO_BIG);
        } else {
            take(opcode, last, payload);
        }
        return true;
    }

    private int soFar(int opcode) {
        return opcode == RawFrame.CONTINUATION && started != null ? started.size() : 0;
    }

    private int most(int opcode) {
        return (opcode == RawFrame.CONTINUATION ? text : opcode == RawFrame.TEXT) ? maxText : maxBinary;
    }

    private boolean cutShort() {
        incomplete = true;
        return false;
    }

    private void require(boolean holds) {
        if (!holds) {
            broken.add(ErrorCode.WEBSOCKET_VIOLATION);
        }
    }

    /// @return -1: it isn't there yet
    private long length(int seven, boolean control) {
        require(!control || seven <= RawFrame.MOST_SHORT);
        if (seven <= RawFrame.MOST_SHORT) {
            return seven;
        }
        int bytes = seven == RawFrame.IN_TWO ? Short.BYTES : Long.BYTES;
        if (in.remaining() < bytes) {
            return -1;
        }
        long length = bytes == Short.BYTES ? in.getShort() & 0xffff : in.getLong();
        require(length > (bytes == Short.BYTES ? RawFrame.MOST_SHORT : 0xffff));
        return length < 0 ? Long.MAX_VALUE : length;
    }

    private void take(int opcode, boolean last, byte[] payload) {
        switch (opcode) {
            case RawFrame.PING -> pongs.add(HEX.formatHex(payload));
            case RawFrame.PONG -> {}
            case RawFrame.CLOSE -> closed(payload);
            default -> {
                if (opcode != RawFrame.CONTINUATION) {
                    text = opcode == RawFrame.TEXT;
                    pongsBefore = pongs.size();
                    started = new ByteArrayOutputStream();
                }
                started.writeBytes(payload);
                if (last) {
                    complete(started.toByteArray());
                    started = null;
                }
            }
        }
    }

    private void complete(byte[] message) {
        if (!text) {
            messages.add("binary " + HEX.formatHex(message));
        } else if (isUtf8(message)) {
            messages.add("text " + HEX.formatHex(message));
        } else {
            broken.add(ErrorCode.INVALID_UTF8);
        }
    }

    private void closed(byte[] payload) {
        if (payload.length == 0) {
            close = "";
            return;
        }
        int code = payload.length == 1 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        boolean legal = (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || code >= 3000;
        require(legal);
        if (payload.length > 1 && !isUtf8(Arrays.copyOfRange(payload, 2, payload.length))) {
            broken.add(ErrorCode.INVALID_UTF8);
            pongsBefore = pongs.size();
        }
        if (broken.isEmpty()) {
            close = HEX.formatHex(payload);
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            // malformed input is reported, as nobody has said otherwise
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }
}
