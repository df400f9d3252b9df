package one.commserver.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of this machine for servers that are started some time later. The system gives none of them to a client's
/// socket meanwhile, and none is given twice. Any thread.
final class FreePorts {

    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    /// Below are those that somebody may have a name for.
    private static final int FIRST = 10_240;

    private static final int MOST = 65_536;

    /// Where the system doesn't say: most have the clients' above.
    private static final int USUAL_END = 32_768;

    /// Where the clients' begin so low that there are fewer below, they are shared with them.
    private static final int MANY = 1_000;

    private static final FreePorts ALL =
            new FreePorts(FIRST, beginOfEphemeral() < FIRST + MANY ? MOST : beginOfEphemeral());

    private final int first;
    private final int end;
    private final BitSet given = new BitSet();

    /// Those from the first one up to the end, which isn't among them.
    FreePorts(int first, int end) {
        this.first = first;
        this.end = end;
    }

    /// A port that nobody listens on, on loopback.
    static int any() {
        return ALL.next();
    }

    /// Where the ports begin that the system gives to clients.
    static int beginOfEphemeral() {
        // not Files.readString: the file has no length, and is all there at its first read only
        try (var range = Files.newBufferedReader(EPHEMERAL)) {
            return new Scanner(range).nextInt();
        } catch (IOException elsewhere) {
            return USUAL_END;
        }
    }

    /// The next one from a place drawn at random: another JVM may be looking, too.
    ///
    /// @throws IllegalStateException if there is none
    synchronized int next() {
        int count = end - first;
        int start = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            int port = first + (start + i) % count;
            if (!given.get(port) && isFree(port)) {
                given.set(port);
                return port;
            }
        }
        throw new IllegalStateException("none of the ports from " + first + " to " + (end - 1) + " is free");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
