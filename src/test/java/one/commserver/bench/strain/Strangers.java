package one.commserver.bench.strain;

import one.commserver.bench.load.Target;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/// Addresses of this machine, for strangers: no limit for a single one stops them.
final class Strangers {

    private static final boolean ADDRESSES = System.getProperty("os.name").startsWith("Linux");

    private Strangers() {}

    /// How the one with this number dials: where the machine has so many, from an address of its own.
    static Target dialling(InetSocketAddress server, int number) {
        Target target = Target.of(server);
        if (!ADDRESSES) {
            return target;
        }
        try {
            int odd = 2 * number + 1;
            byte[] address = {127, 66, (byte) (odd >> Byte.SIZE), (byte) odd};
            return target.from(InetAddress.getByAddress(address));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
