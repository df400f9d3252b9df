package one.commserver.transport.accept;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/// The file descriptors of this process: each socket takes one, and so does each file.
///
/// @param most how many it may have
/// @param open how many it has
record Descriptors(long most, long open) {

    /// For the management port, the connections to Redis and collectors, and files: none of them is to fail because
    /// clients have taken all there are.
    static final int RESERVE = 96;

    /// As the system says. Where it doesn't, there are as many as anybody wants.
    static Descriptors ofThisProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? new Descriptors(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
                : new Descriptors(Integer.MAX_VALUE, 0);
    }

    /// How many sockets of clients there may be beside those that are open; at least 1.
    int room() {
        return Math.clamp(most - open - RESERVE, 1, Integer.MAX_VALUE);
    }
}
