package one.commserver.bench;

import java.time.Duration;
import java.util.Locale;

/// How much time a run takes itself, and of how much it makes itself a picture. What isn't whole shows that everything
/// works, and its figures mean nothing.
public enum Extent {
    /// For the documentation: three quarters of an hour.
    WHOLE,

    /// To try things out: eight minutes.
    QUICK,

    /// For the tests: a minute or two.
    BRIEF;

    /// The least in which a cold server that shares its core gets something done.
    private static final Duration MOMENT = Duration.ofMillis(300);

    /// @throws IllegalArgumentException if none is called that
    static Extent of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    int pairs() {
        return this == BRIEF ? 5 : 50;
    }

    int rate() {
        return this == BRIEF ? 500 : 20_000;
    }

    int rounds() {
        return this == WHOLE ? 5 : 1;
    }

    Duration measured() {
        return of(Duration.ofSeconds(3), Duration.ofSeconds(1));
    }

    Duration settling() {
        return this == BRIEF ? Duration.ofMillis(50) : Duration.ofMillis(500);
    }

    Duration warmUp() {
        return of(Duration.ofSeconds(8), Duration.ofSeconds(2));
    }

    Duration shortWarmUp() {
        return of(Duration.ofSeconds(3), Duration.ofSeconds(1));
    }

    Duration loginWarmUp() {
        return of(Duration.ofSeconds(60), Duration.ofSeconds(3));
    }

    /// How long each attack is tried before it is measured; zero: it isn't.
    public Duration trial() {
        return this == BRIEF ? Duration.ZERO : Duration.ofSeconds(1);
    }

    /// How many connections are many.
    public int crowd() {
        return of(20_000, 2_000, 200);
    }

    /// How many are over TLS before those are that are looked at.
    public int firstOverTls() {
        return of(1_000, 200, 20);
    }

    /// How many are looked at over TLS.
    public int moreOverTls() {
        return of(4_000, 800, 80);
    }

    private Duration of(Duration whole, Duration quick) {
        return switch (this) {
            case WHOLE -> whole;
            case QUICK -> quick;
            case BRIEF -> MOMENT;
        };
    }

    private int of(int whole, int quick, int brief) {
        return switch (this) {
            case WHOLE -> whole;
            case QUICK -> quick;
            case BRIEF -> brief;
        };
    }
}
