package one.commserver.architecture.broken.protocol;

import one.commserver.architecture.broken.crypto.KnowsSpring;

/// Keeps to the table. This comment is a line of its own that does not, as it goes on and on beyond the column at which lines end.
public interface KnowsCrypto {

    KnowsSpring below();
}
