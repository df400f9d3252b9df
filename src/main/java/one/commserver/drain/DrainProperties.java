package one.commserver.drain;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// How a node goes away. The defaults fit into the 30 s that Kubernetes leaves a process between SIGTERM and SIGKILL
/// (`terminationGracePeriodSeconds`); whoever sets `limit` higher sets that higher too, to at least 5 s more.
///
/// Spec: chapter 11.
///
/// @param notice for how long clients are still let in after readiness went down, so that a load balancer can learn
///     of it; zero: not at all
/// @param window over which time the moments at which clients are to leave are spread; zero: everybody is closed at
///     once
/// @param spread how the moments lie in the window: `even`, at equal distances, or `random`
/// @param leeway how long behind its moment a client may take to leave until it is closed
/// @param closesPerSecond how many clients that stay are closed in a second; at least 20
/// @param limit how long all of it may take; who is still there then is cut. Not less than `notice`, `window` and
///     `leeway` together, at most a day; best longer by `commserver.transport.close-patience`
@ConfigurationProperties("commserver.drain")
public record DrainProperties(
        @DefaultValue("5s") Duration notice,
        @DefaultValue("12s") Duration window,
        @DefaultValue("even") Spread spread,
        @DefaultValue("2s") Duration leeway,
        @DefaultValue("1000") int closesPerSecond,
        @DefaultValue("25s") Duration limit) {

    /// How often a drain has a look, and closes some.
    static final Duration TICK = Duration.ofMillis(50);

    private static final int TICKS_PER_SECOND = (int) Duration.ofSeconds(1).dividedBy(TICK);
    private static final Duration LONGEST = Duration.ofDays(1);

    public DrainProperties {
        notNegative("notice", notice);
        notNegative("window", window);
        notNegative("leeway", leeway);
        if (closesPerSecond < TICKS_PER_SECOND) {
            throw new IllegalArgumentException(
                    "commserver.drain.closes-per-second must be at least " + TICKS_PER_SECOND);
        }
        if (!limit.isPositive() || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("commserver.drain.limit must be positive and at most " + LONGEST);
        }
        if (notice.plus(window).plus(leeway).compareTo(limit) > 0) {
            throw new IllegalArgumentException(
                    "commserver.drain.limit must not be less than notice, window and leeway together");
        }
    }

    /// How many are closed with one look.
    int batch() {
        return closesPerSecond / TICKS_PER_SECOND;
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("commserver.drain." + name + " must be from 0 to " + LONGEST);
        }
    }
}
