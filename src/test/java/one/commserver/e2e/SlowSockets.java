package one.commserver.e2e;

import one.commserver.faults.ByteByByte;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Many who are slow with what they are to say first: a third says nothing at all, a third half of it, and a third all,
/// by the byte.
final class SlowSockets {

    private static final int THIRD = 20;

    private SlowSockets() {}

    /// Goes on until all of them are cut, which must be before all was said.
    ///
    /// @param half what some say at once
    /// @param slowly what some say by the byte
    /// @param meanwhile what happens between two bytes
    static void areCut(RawSocket.Dial dial, byte[] half, byte[] slowly, ByteByByte.Meanwhile meanwhile)
            throws Exception {
        List<RawSocket> quiet = dialled(dial);
        List<RawSocket> stuck = dialled(dial);
        List<RawSocket> slow = dialled(dial);
        List<RawSocket> all = new ArrayList<>(quiet);
        all.addAll(stuck);
        all.addAll(slow);
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (RawSocket socket : all) {
            ends.add(CompletableFuture.runAsync(() -> readAll(socket), task -> Thread.ofVirtual().start(task)));
        }
        stuck.forEach(socket -> tryWrite(socket, half));
        ByteByByte.until(
                () -> ends.stream().allMatch(CompletableFuture::isDone),
                slowly,
                piece -> slow.forEach(socket -> tryWrite(socket, piece)),
                meanwhile);
        all.forEach(RawSocket::close);
    }

    private static List<RawSocket> dialled(RawSocket.Dial dial) {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < THIRD; i++) {
            sockets.add(new RawSocket(dial));
        }
        return sockets;
    }

    private static void readAll(RawSocket socket) {
        try {
            socket.in().readAllBytes();
        } catch (IOException cut) {
            // that is an end, too
        }
    }

    private static void tryWrite(RawSocket socket, byte[] bytes) {
        try {
            socket.write(bytes);
        } catch (UncheckedIOException ended) {
            // cut already
        }
    }
}
