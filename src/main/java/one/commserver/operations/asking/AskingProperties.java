package one.commserver.operations.asking;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// How nodes ask each other what operators want to know.
///
/// @param deadline how long an answer to an operator is waited for, whatever is away; from 100 ms to 10 s
/// @param answersPerSecond how many questions of other nodes a node answers in a second, and how many of their orders
/// it follows, at least 1; the rest hears nothing
@ConfigurationProperties("commserver.asking")
public record AskingProperties(@DefaultValue("2s") Duration deadline, @DefaultValue("20") int answersPerSecond) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    public AskingProperties {
        if (deadline.compareTo(SHORTEST) < 0 || deadline.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "commserver.asking.deadline must be from 100ms to 10s, but is " + deadline);
        }
        if (answersPerSecond < 1) {
            throw new IllegalArgumentException(
                    "commserver.asking.answers-per-second must be at least 1, but is " + answersPerSecond);
        }
    }
}
