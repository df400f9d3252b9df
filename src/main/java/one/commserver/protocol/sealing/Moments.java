package one.commserver.protocol.sealing;

import one.commserver.protocol.WireTime;

import java.time.DateTimeException;
import java.time.Instant;

/// Moments that are signed as text: whole milliseconds of years with four digits.
final class Moments {

    private Moments() {}

    /// Whether the moment's text says all of it.
    static boolean isExact(Instant moment) {
        try {
            return moment.equals(cut(moment));
        } catch (DateTimeException beyondFourDigits) {
            return false;
        }
    }

    /// The moment as its text says it.
    ///
    /// @throws DateTimeException beyond four digits
    static Instant cut(Instant moment) {
        return WireTime.parse(WireTime.format(moment));
    }
}
