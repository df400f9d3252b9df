package one.commserver.session.one;

import java.time.Duration;

/// Whether a waiting client is being asked if it is there, since when, and what is to be done about it: one question
/// at a time.
///
/// A timer looks from any thread and says what is due; the client's event loop does it, and decides once more before
/// it does: an answer or another look may have come between.
final class Inquiry {

    /// What is to be done on the client's event loop, once: until then a look finds nothing.
    enum Due {
        /// All is well, or what is due is under way.
        NOTHING,
        /// [#ask].
        QUESTION,
        /// [#isOver].
        JUDGEMENT
    }

    private final long interval;
    private final long patience;
    private volatile boolean isUnderWay;
    private volatile boolean isLookedAt;
    private volatile long asked;
    private volatile long answered;

    /// @param interval how long after its last answer the client is asked
    /// @param patience how long it may take to answer
    Inquiry(Duration interval, Duration patience) {
        this.interval = interval.toNanos();
        this.patience = patience.toNanos();
    }

    /// What is due now.
    ///
    /// @param now the time in nanoseconds
    Due look(long now) {
        if (isLookedAt) {
            return Due.NOTHING;
        }
        boolean mustAnswer = isUnderWay;
        if (mustAnswer ? !isOverdue(now) : !isDue(now)) {
            return Due.NOTHING;
        }
        isLookedAt = true;
        return mustAnswer ? Due.JUDGEMENT : Due.QUESTION;
    }

    /// Both times begin anew: the client could not be heard.
    void postpone(long now) {
        answered = now;
        asked = now;
    }

    /// Whether a question is asked now. On the event loop.
    ///
    /// @param mayBe whether anything may be said at all
    boolean ask(long now, boolean mayBe) {
        boolean asks = mayBe && !isUnderWay && isDue(now);
        if (asks) {
            asked = now;
            isUnderWay = true;
        }
        isLookedAt = false;
        return asks;
    }

    /// Whether the client has not answered in time. On the event loop.
    boolean isOver(long now) {
        isLookedAt = false;
        return isUnderWay && isOverdue(now);
    }

    /// The client is there. On the event loop.
    void answered(long now) {
        answered = now;
        isUnderWay = false;
    }

    /// Whether an answer is awaited.
    boolean isUnderWay() {
        return isUnderWay;
    }

    private boolean isDue(long now) {
        return now - answered >= interval;
    }

    private boolean isOverdue(long now) {
        return now - asked >= patience;
    }
}
