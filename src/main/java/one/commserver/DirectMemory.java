package one.commserver;

import com.sun.management.HotSpotDiagnosticMXBean;

import java.lang.management.ManagementFactory;

/// Has Netty count its buffers outside of the heap, and refuse one that doesn't fit.
///
/// The JVM itself would do so only after it has collected garbage and slept for a second, on the event loop that wants
/// the buffer: whoever makes a server run out of memory would stop all others who share that loop, again and again. So
/// Netty's bound is a little below the JVM's, which then is never met.
final class DirectMemory {

    /// Read when the first class of Netty's is loaded.
    static final String PROPERTY = "io.netty.maxDirectMemory";

    /// One part in so many is for others than Netty.
    private static final int OTHERS = 16;

    private DirectMemory() {}

    /// Sets the bound, unless somebody has. Before anything of Netty's is loaded.
    static void bound() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, String.valueOf(ofNetty(ofTheJvm())));
        }
    }

    /// The bound for a JVM that takes so many bytes outside of its heap.
    static long ofNetty(long jvm) {
        return jvm - jvm / OTHERS;
    }

    /// As much as the heap, unless it is told otherwise.
    private static long ofTheJvm() {
        var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long told = options == null ? 0 : Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
        return told > 0 ? told : Runtime.getRuntime().maxMemory();
    }
}
