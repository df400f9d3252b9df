package one.commserver.client.pairing;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A text as a QR code, for a terminal or as a picture.
public final class QrCode {

    /// The most characters that fit: a code of the largest size, at the lowest level of correction.
    public static final int MAX_LENGTH = 2953;

    /// The margin that a reader needs, in modules.
    private static final int QUIET = 4;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int MAX_SCALE = 64;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /// Draws a text of ASCII characters.
    ///
    /// @throws IllegalArgumentException if it is longer than [#MAX_LENGTH], as the link of an ml-dsa-65 invite is
    public static QrCode of(String text) {
        if (text.length() > MAX_LENGTH || !StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("a QR code holds " + MAX_LENGTH + " ASCII characters");
        }
        try {
            return new QrCode(Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix());
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("the text doesn't fit into a QR code", tooLong);
        }
    }

    /// Modules along a side, the margin included.
    public int size() {
        return modules.getWidth() + 2 * QUIET;
    }

    /// Whether a module is dark.
    public boolean isDark(int x, int y) {
        int column = x - QUIET;
        int row = y - QUIET;
        boolean inside = column >= 0 && row >= 0 && column < modules.getWidth() && row < modules.getHeight();
        return inside && modules.get(column, row) == 1;
    }

    /// For a terminal with light letters on a dark ground: two modules in a character, one above the other.
    public String toText() {
        var text = new StringBuilder();
        for (int y = 0; y < size(); y += 2) {
            for (int x = 0; x < size(); x++) {
                boolean upper = !isDark(x, y);
                boolean lower = y + 1 < size() && !isDark(x, y + 1);
                text.append(upper ? (lower ? '█' : '▀') : (lower ? '▄' : ' '));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// A picture in black and white.
    ///
    /// @param scale pixels along a module's side, 1 to 64
    public byte[] toPng(int scale) {
        if (scale < 1 || scale > MAX_SCALE) {
            throw new IllegalArgumentException("a module has 1 to " + MAX_SCALE + " pixels along a side");
        }
        int side = size() * scale;
        var out = new ByteArrayOutputStream();
        out.writeBytes(PNG);
        // one bit a pixel, grey, no interlacing
        byte[] header = ByteBuffer.allocate(13).putInt(side).putInt(side).put(new byte[] {1, 0, 0, 0, 0}).array();
        chunk(out, "IHDR", header);
        chunk(out, "IDAT", deflated(pixels(side, scale)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private byte[] pixels(int side, int scale) {
        int bytesPerLine = 1 + (side + 7) / 8;
        byte[] lines = new byte[bytesPerLine * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                if (!isDark(x / scale, y / scale)) {
                    lines[y * bytesPerLine + 1 + x / 8] |= (byte) (0x80 >> (x % 8));
                }
            }
        }
        return lines;
    }

    private static byte[] deflated(byte[] raw) {
        try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(raw);
            deflater.finish();
            var out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }

    /// Nothing of what it says.
    @Override
    public String toString() {
        return "QrCode[" + size() + "]";
    }
}
