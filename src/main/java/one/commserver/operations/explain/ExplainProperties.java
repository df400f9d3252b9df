package one.commserver.operations.explain;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What a node remembers of identities for whoever asks what is going on with one.
///
/// @param identities of how many of them it remembers something, at least 1; beyond it the one of which nothing was
///     heard for longest is forgotten. Those that only somebody claims to be are counted apart. The default takes some
///     20 MB at most
/// @param events how many of each sort it remembers of one identity, from 1 to 32: beginnings and ends, errors, and
///     failed logins
@ConfigurationProperties("commserver.explain")
public record ExplainProperties(@DefaultValue("2000") int identities, @DefaultValue("16") int events) {

    private static final int MOST_EVENTS = 32;

    public ExplainProperties {
        if (identities < 1) {
            throw new IllegalArgumentException(
                    "commserver.explain.identities must be at least 1, but is " + identities);
        }
        if (events < 1 || events > MOST_EVENTS) {
            throw new IllegalArgumentException(
                    "commserver.explain.events must be from 1 to " + MOST_EVENTS + ", but is " + events);
        }
    }
}
