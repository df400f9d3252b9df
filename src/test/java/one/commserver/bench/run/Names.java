package one.commserver.bench.run;

/// What tables call those that are compared.
public final class Names {

    public static final String SERVER = "CommServer";
    static final String ONE = "CommServer, ONE dialect";
    static final String IN_PLACE = "bare Netty, in place";
    static final String DECODING = "bare Netty, decoding";
    static final String NODE = "Node.js, ws";
    static final String NATS = "nats-server";

    private Names() {}
}
