package one.commserver.client.authentication;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a client remembers of its server from one connection to the next: the tokens of its sessions, each for the
/// place that it came from, and the server's clock. Tokens are secret: nothing here is shown by a `toString`. Any
/// thread.
///
/// Spec: chapter 3, session and `auth_clock`.
public final class ServerMemory {

    /// The first and the last moment that can be said.
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00.000Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final Clock clock;
    private final Map<Place, String> tokens = new ConcurrentHashMap<>();
    private volatile Duration shift = Duration.ZERO;

    /// @param clock this machine's
    public ServerMemory(Clock clock) {
        this.clock = clock;
    }

    /// The token of the session to go on with there.
    @Nullable String token(Place place) {
        return tokens.get(place);
    }

    /// @param token null: there is no session to go on with
    void keep(Place place, @Nullable String token) {
        if (token != null && place.kind().hasSlot()) {
            tokens.put(place, token);
        }
    }

    /// That session is over. A newer one of the same place stays.
    public void drop(Place place, @Nullable String token) {
        if (token != null) {
            tokens.remove(place, token);
        }
    }

    /// The session of that place is over, whichever it is.
    public void forget(Place place) {
        tokens.remove(place);
    }

    /// The time as the server wants to hear it, as far as it can be said: one that has named the end of time can be
    /// asked all the same, and may correct it.
    Instant now() {
        Instant told = clock.instant().plus(shift);
        if (told.isAfter(LATEST)) {
            return LATEST;
        }
        return told.isBefore(EARLIEST) ? EARLIEST : told;
    }

    /// The server says what time it is. A lying server can shift what it hears itself, and nothing else: what is signed
    /// is worth something for its own audience only.
    void correct(Instant serverTime) {
        shift = Duration.between(clock.instant(), serverTime);
    }
}
