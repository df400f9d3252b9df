package one.commserver.operations.asking.redis;

import one.commserver.crypto.Identity;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Question;
import one.commserver.registry.NodeId;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// What passes between a node that asks and one that answers: words between spaces, in UTF-8.
sealed interface AskMessage {

    /// The most bytes of what is not the answer itself.
    int FRAME = 512;

    Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// A question.
    ///
    /// @param number by which the asking node knows it
    /// @param asker who wants the answer
    record Asked(long number, NodeId asker, Question question) implements AskMessage {

        byte[] bytes() {
            String words =
                    switch (question) {
                        case Question.Explain(Identity identity) -> "explain " + identity.wire();
                        case Question.Presence() -> "presence -";
                        case Question.Dismiss(Identity identity, long epoch) ->
                                "dismiss " + identity.wire() + ' ' + epoch;
                    };
            return ("ask " + number + ' ' + asker + ' ' + words).getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Its answer.
    record Answered(long number, Asking.Answer answer) implements AskMessage {

        byte[] bytes() {
            return ("answer " + number + ' ' + answer.node() + ' ' + answer.json()).getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is none, or too large
    static AskMessage parse(byte[] bytes) {
        if (bytes.length > Asking.LARGEST_ANSWER + FRAME) {
            throw new IllegalArgumentException("too large");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.startsWith("answer ")) {
            String[] words = text.split(" ", 4);
            require(words.length == 4);
            return new Answered(Long.parseLong(words[1]), new Asking.Answer(node(words[2]), words[3]));
        }
        require(bytes.length <= FRAME);
        String[] words = text.split(" ", -1);
        require(words.length >= 5 && words[0].equals("ask"));
        return new Asked(Long.parseLong(words[1]), node(words[2]), question(words));
    }

    private static Question question(String[] words) {
        return switch (words[3] + words.length) {
            case "explain5" -> new Question.Explain(Identity.parseAny(words[4]));
            case "presence5" -> new Question.Presence();
            case "dismiss6" -> {
                long epoch = Long.parseLong(words[5]);
                require(epoch >= 0);
                yield new Question.Dismiss(Identity.parseAny(words[4]), epoch);
            }
            default -> throw new IllegalArgumentException("no question");
        };
    }

    private static NodeId node(String word) {
        require(NODE.matcher(word).matches());
        return new NodeId(word);
    }

    private static void require(boolean isSo) {
        if (!isSo) {
            throw new IllegalArgumentException("no message of an asking node");
        }
    }
}
