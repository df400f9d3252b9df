package one.commserver.faults;

/// Much more of the same than anybody needs, in one piece: on a slow machine one write for each may be no flood at all.
public final class Flood {

    private Flood() {}

    /// So many times the same bytes.
    public static byte[] of(byte[] frame, int times) {
        byte[] all = new byte[Math.multiplyExact(frame.length, times)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(frame, 0, all, i * frame.length, frame.length);
        }
        return all;
    }
}
