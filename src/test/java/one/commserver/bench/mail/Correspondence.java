package one.commserver.bench.mail;

import one.commserver.bench.join.Login.LoggedIn;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Recorder;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.protocol.BatchChecksum;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncReceipt;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStored;

import java.util.Random;
import java.util.stream.LongStream;

/// One client that leaves objects for another one, and that one, which fetches them. On the event loop that both share.
final class Correspondence {

    private final int index;
    private final RawWebSocket sending;
    private final RawWebSocket receiving;
    private final Identity from;
    private final Identity to;
    private final Recorder recorder;
    private Bytes data = Bytes.of(new byte[0]);
    private Bytes checksum = Digests.sha256(new byte[0]);
    private int window;
    private long[] times = new long[1];
    private long put;
    private long stored;
    private long arrived;
    private long delivered;
    private boolean fetching;

    /// Both are peers.
    ///
    /// @param index whose objects are its own
    /// @param recorder is told what arrives, and what goes wrong
    Correspondence(int index, LoggedIn sender, LoggedIn receiver, Recorder recorder) {
        this.index = index;
        this.sending = sender.socket();
        this.receiving = receiver.socket();
        this.from = sender.key().identity();
        this.to = receiver.key().identity();
        this.recorder = recorder;
        sending.listen(new Sender());
        receiving.listen(new Receiver());
    }

    /// Leaves objects, and the next ones when the server says that some were delivered.
    ///
    /// @param newWindow objects that are left and not delivered
    /// @param size bytes of one
    void start(int newWindow, int size) {
        byte[] content = new byte[size];
        new Random(index).nextBytes(content);
        data = Bytes.of(content);
        checksum = Digests.sha256(content);
        times = new long[newWindow];
        window = newWindow;
        fill();
    }

    void stop() {
        window = 0;
    }

    /// Whether all that was left was fetched, and both know it.
    boolean isDrained() {
        return put == delivered && put == stored && !fetching;
    }

    private void fill() {
        int missing = (int) (window - (put - delivered));
        if (missing <= 0) {
            return;
        }
        long now = System.nanoTime();
        var objects =
                LongStream.range(put, put + missing)
                        .mapToObj(number -> new NewObject(id(number), data, checksum, null, null))
                        .toList();
        for (int i = 0; i < missing; i++) {
            times[(int) (put++ % times.length)] = now;
        }
        tell(sending, new SyncPut(null, to, objects));
    }

    private void take(MailObject object, long now) {
        boolean right =
                object.id().equals(id(arrived))
                        && object.from().equals(from)
                        && object.checksum().equals(checksum)
                        && object.data().equals(data);
        if (!right) {
            throw new IllegalStateException("object " + arrived + " arrived wrong, out of order or not at all");
        }
        recorder.record(times[(int) (arrived++ % times.length)], now);
    }

    private static String id(long number) {
        return "o" + number;
    }

    private static void tell(RawWebSocket socket, ClientMessage message) {
        socket.sendText(MessageCodec.shared().encode(message));
    }

    private static IllegalStateException unexpected(Object message) {
        return new IllegalStateException("unexpected: " + message);
    }

    private final class Sender implements RawWebSocket.Listener {

        @Override
        public void text(String text) {
            switch (MessageCodec.shared().decodeServer(text)) {
                case SyncStored answer -> stored += answer.objects().size();
                case SyncReceipt receipt -> {
                    if (receipt.status() != ObjectStatus.DELIVERED || !receipt.id().equals(id(delivered))) {
                        throw unexpected(receipt);
                    }
                    delivered++;
                }
                case PairNotice _ -> {
                    // it comes when it likes
                }
                case Object other -> throw unexpected(other);
            }
        }

        @Override
        public void readComplete() {
            fill();
        }

        @Override
        public void ended(Throwable reason) {
            recorder.fail(reason);
        }
    }

    private final class Receiver implements RawWebSocket.Listener {

        @Override
        public void text(String text) {
            long now = System.nanoTime();
            switch (MessageCodec.shared().decodeServer(text)) {
                case SyncAvailable _ -> {
                    if (!fetching) {
                        fetching = true;
                        tell(receiving, new SyncRequest(null, null, null));
                    }
                }
                case SyncData batch -> {
                    if (!batch.checksum().equals(BatchChecksum.of(batch.objects(), batch.nextBatch()))) {
                        throw unexpected("the checksum of a batch");
                    }
                    batch.objects().forEach(object -> take(object, now));
                    tell(receiving, new SyncAck(null, batch.objects().size(), batch.nextBatch()));
                }
                case SyncComplete _ -> fetching = false;
                case Object other -> throw unexpected(other);
            }
        }

        @Override
        public void ended(Throwable reason) {
            recorder.fail(reason);
        }
    }
}
