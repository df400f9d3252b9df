package one.commserver.cli.transfer;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;

/// What a file may be called that somebody else has named: one name without a way, that neither hides nor shows
/// anything else, on any system.
public final class FileName {

    /// In UTF-8; file systems take 255, and something may be put behind it.
    static final int MAX_BYTES = 200;

    /// The longest ending that is kept when a name is cut, in characters.
    private static final int MAX_ENDING = 16;

    private static final String FORBIDDEN = "/\\:*?\"<>|";

    /// The devices of a system where they are files in every directory, whatever their ending.
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$)(\\..*)?");

    private static final String NAMELESS = "file";

    private FileName() {}

    /// Reduces a name to one that is harmless.
    ///
    /// @param told anything
    public static String harmless(String told) {
        var name = new StringBuilder();
        Normalizer.normalize(told, Normalizer.Form.NFC)
                .codePoints()
                .forEach(point -> name.appendCodePoint(isAllowed(point) ? point : '_'));
        String bare = withoutEnds(name.toString());
        if (bare.isEmpty()) {
            return NAMELESS;
        }
        boolean hidden = bare.startsWith(".") || bare.startsWith("-") || bare.startsWith("~");
        String visible = hidden ? "_" + bare.substring(1) : bare;
        return cut(DEVICE.matcher(visible).matches() ? "_" + visible : visible);
    }

    private static boolean isAllowed(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> FORBIDDEN.indexOf(point) < 0;
        };
    }

    /// Blanks at either end aren't seen, and dots at the end don't count, on some systems.
    private static String withoutEnds(String name) {
        String bare = name.strip();
        int end = bare.length();
        while (end > 0 && (bare.charAt(end - 1) == '.' || Character.isWhitespace(bare.charAt(end - 1)))) {
            end--;
        }
        return bare.substring(0, end);
    }

    private static String cut(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 && name.length() - dot <= MAX_ENDING ? name.substring(dot) : "";
        int end = name.length() - ending.length();
        while (bytes(name.substring(0, end)) + bytes(ending) > MAX_BYTES) {
            end = name.offsetByCodePoints(end, -1);
        }
        return ending.isEmpty() ? withoutEnds(name.substring(0, end)) : name.substring(0, end) + ending;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
