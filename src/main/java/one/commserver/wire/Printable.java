package one.commserver.wire;

/// Text of strangers made harmless for a log or a terminal: no line breaks, no escape sequences, no endless lines.
public final class Printable {

    private Printable() {}

    /// The text with each character that isn't printable replaced by `?`, and cut to a length.
    public static String of(String text, int maxCharacters) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), maxCharacters));
        text.codePoints().limit(maxCharacters).forEach(c -> clean.appendCodePoint(isPrintable(c) ? c : '?'));
        return text.codePointCount(0, text.length()) > maxCharacters ? clean.append('…').toString() : clean.toString();
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
