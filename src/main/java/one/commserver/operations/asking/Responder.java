package one.commserver.operations.asking;

/// Answers for this node. On a thread that may wait for a moment; one at a time for others, and for this node
/// one question and one for its presence at the same moment.
@FunctionalInterface
public interface Responder {

    /// The answer as JSON, of at most [Asking#LARGEST_ANSWER] bytes: a larger one is lost on its way.
    String answer(Question question);
}
