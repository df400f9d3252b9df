package one.commserver.registry;

import java.time.Duration;

/// The registry can't answer at the moment.
public final class RegistryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;

    public RegistryUnavailableException(Duration retryAfter) {
        super("the registry can't be reached");
        this.retryAfter = retryAfter;
    }

    /// When to try again.
    public Duration retryAfter() {
        return retryAfter;
    }
}
