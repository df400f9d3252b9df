package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;

/// The other end can't go on. Whoever is there may change that and come again.
public final class RefusedThere extends Failure {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    RefusedThere(Refusal refusal) {
        super(
                refusal == Refusal.OTHER_DIGEST || refusal == Refusal.FILE_CHANGED
                        ? ExitStatus.BAD_DATA
                        : ExitStatus.TRY_AGAIN,
                "the other side can't go on: " + refusal.sentence(),
                false,
                null);
        this.refusal = refusal;
    }

    /// What it has said.
    public Refusal refusal() {
        return refusal;
    }
}
