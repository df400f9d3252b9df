package one.commserver.telemetry;

import one.commserver.connection.ConnectionObserver;

/// An observer of the server's connections that stands in another package: each bean of this type hears of them.
public interface FurtherObserver extends ConnectionObserver {}
