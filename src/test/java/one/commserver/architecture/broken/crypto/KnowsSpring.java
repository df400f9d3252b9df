package one.commserver.architecture.broken.crypto;

import one.commserver.architecture.broken.protocol.KnowsCrypto;

import org.springframework.util.Assert;

/// Imports a framework, and a package above it that imports it back.
public class KnowsSpring {

    public void check(KnowsCrypto above) {
        Assert.notNull(above, "above");
    }
}
