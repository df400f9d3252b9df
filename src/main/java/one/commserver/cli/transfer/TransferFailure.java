package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;

import org.jspecify.annotations.Nullable;

/// This end can't go on, and tells the other one why.
public final class TransferFailure extends Failure {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    TransferFailure(Refusal refusal, ExitStatus status, String sentence, @Nullable Throwable cause) {
        super(status, sentence, false, cause);
        this.refusal = refusal;
    }

    TransferFailure(Refusal refusal, ExitStatus status, String sentence) {
        this(refusal, status, sentence, null);
    }

    /// What the other end is told.
    public Refusal refusal() {
        return refusal;
    }
}
