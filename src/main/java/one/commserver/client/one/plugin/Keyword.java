package one.commserver.client.one.plugin;

/// A text that means something to a plugin. What an application sends and begins like it gets one character more on its
/// way, so nothing that it sends is the word itself.
///
/// @param word what means something
record Keyword(String word) {

    private static final String MARK = "x";

    /// Whether a text that came in is the word itself.
    boolean is(String text) {
        return text.equals(word);
    }

    /// The text in the form in which it travels.
    String escape(String text) {
        return text.startsWith(word) ? text + MARK : text;
    }

    /// The text that came in in the form in which it was sent. Not for the word itself.
    String unescape(String text) {
        return text.startsWith(word) ? text.substring(0, text.length() - 1) : text;
    }
}
