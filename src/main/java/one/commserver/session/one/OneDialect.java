package one.commserver.session.one;

import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Phase;

/// Speaks the dialect with whoever begins in it.
public final class OneDialect {

    private final OneServices services;

    OneDialect(OneServices services) {
        this.services = services;
    }

    /// Whether anybody is served at all.
    public boolean isSpoken() {
        return services.properties().policy() != OneProperties.Policy.OFF;
    }

    /// The phase that a link enters whose first frame is to be heard in this dialect.
    public Phase begin(LinkSession session) {
        return new FirstMessage(session, services);
    }
}
