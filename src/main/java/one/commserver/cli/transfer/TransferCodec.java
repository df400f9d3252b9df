package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.crypto.Bytes;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Messages of a transfer and their bytes: one that tells the kind, then fields of fixed length, then one that is the
/// rest. Numbers are big-endian.
///
/// Reference: docs/cli.md, on the wire.
final class TransferCodec {

    /// The version of all this, which each offer tells.
    static final int VERSION = 1;

    /// The most bytes of the file in one message.
    static final int MAX_DATA = 64 * 1024;

    /// The most bytes of a name, in UTF-8: more than any file system has.
    static final int MAX_NAME = 1024;

    /// The largest message.
    static final int MAX_MESSAGE = 1 + MAX_DATA;

    static final int SHA256 = 32;

    private static final byte OFFER = 1;
    private static final byte ACCEPT = 2;
    private static final byte START = 3;
    private static final byte DATA = 4;
    private static final byte DONE = 5;
    private static final byte FAILED = 6;

    private TransferCodec() {}

    static ByteBuffer encode(TransferMessage message) {
        return switch (message) {
            case TransferMessage.Offer(long size, Bytes sha256, String name) -> {
                byte[] spelled = name.getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(2 + Long.BYTES + SHA256 + spelled.length)
                        .put(OFFER)
                        .put((byte) VERSION)
                        .putLong(size)
                        .put(sha256.toByteArray())
                        .put(spelled)
                        .flip();
            }
            case TransferMessage.Accept(long offset, Bytes sha256) ->
                    ByteBuffer.allocate(1 + Long.BYTES + SHA256)
                            .put(ACCEPT)
                            .putLong(offset)
                            .put(sha256.toByteArray())
                            .flip();
            case TransferMessage.Start(long offset) ->
                    ByteBuffer.allocate(1 + Long.BYTES).put(START).putLong(offset).flip();
            case TransferMessage.Data(ByteBuffer content) ->
                    ByteBuffer.allocate(1 + content.remaining()).put(DATA).put(content.duplicate()).flip();
            case TransferMessage.Done() -> ByteBuffer.allocate(1).put(DONE).flip();
            case TransferMessage.Failed(Refusal refusal) ->
                    ByteBuffer.allocate(2).put(FAILED).put((byte) refusal.code()).flip();
        };
    }

    /// @throws Failure if that is no message of a transfer
    static TransferMessage decode(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate();
        if (!rest.hasRemaining()) {
            throw malformed();
        }
        return switch (rest.get()) {
            case OFFER -> offer(rest);
            case ACCEPT -> new TransferMessage.Accept(offset(rest, SHA256), sha256(rest));
            case START -> new TransferMessage.Start(offset(rest, 0));
            case DATA -> data(rest);
            case DONE -> last(rest, new TransferMessage.Done());
            case FAILED -> failed(rest);
            default -> throw malformed();
        };
    }

    private static TransferMessage offer(ByteBuffer rest) {
        if (!rest.hasRemaining()) {
            throw malformed();
        }
        int version = Byte.toUnsignedInt(rest.get());
        if (version != VERSION) {
            throw new Failure(
                    ExitStatus.PROTOCOL,
                    "the sender speaks version " + version + " of the transfer, this is " + VERSION);
        }
        if (rest.remaining() <= Long.BYTES + SHA256 || rest.remaining() > Long.BYTES + SHA256 + MAX_NAME) {
            throw malformed();
        }
        long size = number(rest);
        Bytes sha256 = sha256(rest);
        try {
            return new TransferMessage.Offer(size, sha256, StandardCharsets.UTF_8.newDecoder().decode(rest).toString());
        } catch (CharacterCodingException noText) {
            throw malformed();
        }
    }

    private static TransferMessage data(ByteBuffer rest) {
        if (!rest.hasRemaining() || rest.remaining() > MAX_DATA) {
            throw malformed();
        }
        return new TransferMessage.Data(rest.slice());
    }

    private static TransferMessage failed(ByteBuffer rest) {
        if (rest.remaining() != 1) {
            throw malformed();
        }
        return new TransferMessage.Failed(
                Refusal.ofCode(Byte.toUnsignedInt(rest.get())).orElseThrow(TransferCodec::malformed));
    }

    /// A number behind which so many bytes follow.
    private static long offset(ByteBuffer rest, int behind) {
        if (rest.remaining() != Long.BYTES + behind) {
            throw malformed();
        }
        return number(rest);
    }

    private static long number(ByteBuffer rest) {
        long number = rest.getLong();
        if (number < 0) {
            throw malformed();
        }
        return number;
    }

    private static Bytes sha256(ByteBuffer rest) {
        byte[] digest = new byte[SHA256];
        rest.get(digest);
        return Bytes.of(digest);
    }

    private static TransferMessage last(ByteBuffer rest, TransferMessage message) {
        if (rest.hasRemaining()) {
            throw malformed();
        }
        return message;
    }

    private static Failure malformed() {
        return new Failure(ExitStatus.PROTOCOL, "the other side says what is no message of a transfer");
    }
}
