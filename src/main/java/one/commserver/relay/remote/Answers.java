package one.commserver.relay.remote;

import one.commserver.connection.NanoClock;

import java.time.Duration;

/// What has been answered since the last break of a half: how far the client here has come, whether the other half was
/// told, and whether that one has told the same. Under the half's lock.
///
/// Spec: chapter 8, survival.
final class Answers {

    /// What the other half said before it knew that this one was open has come by then.
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private final NanoClock clock;
    private boolean isNearHere;
    private boolean waitsForRoom;
    private boolean hasRoom;
    private boolean isTold;
    private boolean isFarHere;
    private boolean isFarWrong;
    private long completeSince;

    Answers(NanoClock clock) {
        this.clock = clock;
        this.completeSince = clock.nanos();
    }

    /// There is a break: nobody has answered it.
    void begin() {
        isNearHere = false;
        hasRoom = false;
        isTold = false;
        isFarHere = false;
        isFarWrong = false;
    }

    boolean isNearHere() {
        return isNearHere;
    }

    /// The client here has said how far it has come.
    ///
    /// @return whether room is to be waited for; false if that is under way since an earlier break
    boolean nearCame() {
        isNearHere = true;
        boolean isFirst = !waitsForRoom;
        waitsForRoom = true;
        return isFirst;
    }

    /// There is room for what goes on.
    ///
    /// @return false if there was another break since, whose answer isn't here
    boolean roomCame() {
        waitsForRoom = false;
        hasRoom = isNearHere;
        return hasRoom;
    }

    /// Whether the other half may be told.
    boolean hasRoom() {
        return hasRoom;
    }

    /// The other half was told.
    ///
    /// @param isTaken false if that could not be said
    void told(boolean isTaken) {
        isTold |= isTaken;
    }

    boolean isFarHere() {
        return isFarHere;
    }

    /// The other half has told how far its client has come.
    void farCame() {
        isFarHere = true;
        isFarWrong = false;
    }

    /// What the other half has told can't be true, as far as this one knows. That may be old while the client here is
    /// away: its session may be on its way from elsewhere, to another half.
    ///
    /// @return whether it is to be refused now
    boolean farIsWrong() {
        isFarWrong = true;
        return isNearHere;
    }

    /// Whether that is to be refused when the client here comes.
    boolean isFarWrong() {
        return isFarWrong;
    }

    /// Whether frames may flow: whoever could not tell the other half would go on alone.
    boolean areComplete() {
        return isTold && isFarHere;
    }

    /// From now on frames flow.
    void complete() {
        completeSince = clock.nanos();
    }

    /// Whether frames have flowed for so long that a half which still tells of the break has lost the answer to it.
    boolean areSettled() {
        return clock.nanos() - completeSince > SETTLED.toNanos();
    }
}
