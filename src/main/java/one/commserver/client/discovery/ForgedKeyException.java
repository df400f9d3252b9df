package one.commserver.client.discovery;

import one.commserver.crypto.Identity;

import java.io.Serial;

/// The server tells a sealing key that isn't the peer's, or not any more.
public final class ForgedKeyException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    ForgedKeyException(Identity peer, String what) {
        super("the server tells a sealing key of " + peer + " that " + what);
    }
}
