package one.commserver.cli.outcome;

import org.jspecify.annotations.Nullable;

/// A command can't go on, or not now. Its text is a sentence for whoever has called it, and holds no secret.
public class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitStatus status;
    private final boolean passing;

    /// One that only a change can mend.
    public Failure(ExitStatus status, String sentence) {
        this(status, sentence, false, null);
    }

    /// One with all that there is to say of it.
    ///
    /// @param sentence without a full stop
    /// @param passing whether the same may go well a moment later
    /// @param cause what has led to it, for whoever wants to see more
    protected Failure(ExitStatus status, String sentence, boolean passing, @Nullable Throwable cause) {
        super(sentence, cause);
        this.status = status;
        this.passing = passing;
    }

    /// One that only a change can mend, with its cause.
    public static Failure lasting(ExitStatus status, String sentence, Throwable cause) {
        return new Failure(status, sentence, false, cause);
    }

    /// One that may pass by itself.
    public static Failure passing(ExitStatus status, String sentence, Throwable cause) {
        return new Failure(status, sentence, true, cause);
    }

    /// One that may pass by itself, without a cause.
    public static Failure passing(ExitStatus status, String sentence) {
        return new Failure(status, sentence, true, null);
    }

    /// What the process ends with if it doesn't pass.
    public ExitStatus status() {
        return status;
    }

    /// Whether the same may go well a moment later.
    public boolean isPassing() {
        return passing;
    }
}
