package one.commserver.bench.join;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

import one.commserver.bench.load.End;
import one.commserver.bench.load.Message;
import one.commserver.bench.load.Pair;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Recorder;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/// NATS: the receiver subscribes to a subject of its own, the sender publishes to it.
public final class Subjects implements Way {

    private static final String CONNECT =
            "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"java\",\"version\":\"1\"}\r\n";
    private static final String PING = "PING\r\n";
    private static final String PONG = "PONG\r\n";
    private static final String PREFIX = "pair.";

    /// Nobody touches what stands where others have a channel's number.
    private static final int NUMBER = 1;

    private final EventLoop loop;
    private final InetSocketAddress server;

    /// At this server.
    public Subjects(EventLoop loop, InetSocketAddress server) {
        this.loop = loop;
        this.server = server;
    }

    @Override
    public CompletableFuture<End> arrive(int number, Recorder recorder) {
        String subscription = number % 2 == 0 ? "" : "SUB " + PREFIX + number / 2 + " 1\r\n";
        var arrived = new CompletableFuture<End>();
        RawWebSocket.dial(
                loop,
                server,
                "/",
                new Waiting(arrived) {
                    @Override
                    public void opened(RawWebSocket socket) {
                        var client = new Client(socket, recorder, arrived);
                        client.listen();
                        client.say(CONNECT + subscription + PING);
                    }
                });
        return arrived;
    }

    /// Subjects are numbered as the pairs are.
    @Override
    public CompletableFuture<Pair> join(int index, End sender, End receiver, Recorder recorder) {
        return CompletableFuture.completedFuture(
                new Pair(index, sender, NUMBER, receiver, NUMBER, Pair.UNLIMITED, new Publication(index), recorder));
    }

    private record Publication(int index) implements Message.Wrapping {

        @Override
        public byte[] before(int size) {
            return bytes("PUB " + PREFIX + index + " " + size + "\r\n");
        }

        @Override
        public byte[] behind() {
            return bytes("\r\n");
        }
    }

    /// Takes the lines of the protocol out of the frames. A server sends each line, and a message with its line, in one
    /// frame.
    private static final class Client extends End {

        private static final String MESSAGE = "MSG ";

        private final CompletableFuture<End> arrived;

        private Client(RawWebSocket socket, Recorder recorder, CompletableFuture<End> arrived) {
            super(socket, recorder);
            this.arrived = arrived;
        }

        private void say(String lines) {
            socket().sendBinary(bytes(lines));
        }

        @Override
        public void binary(ByteBuf bytes, int start, int length, long time) {
            int at = start;
            int end = start + length;
            while (at < end) {
                int lineEnd = bytes.indexOf(at, end, (byte) '\n');
                if (lineEnd < 0) {
                    throw new IllegalStateException("a line that doesn't end");
                }
                int next = lineEnd + 1;
                if (bytes.getByte(at) == 'M') {
                    int size = size(bytes, lineEnd - 2);
                    super.binary(bytes, next, size, time);
                    next += size + 2;
                } else {
                    line(bytes.toString(at, lineEnd - 1 - at, StandardCharsets.US_ASCII));
                }
                at = next;
            }
            if (at != end) {
                throw new IllegalStateException("a " + MESSAGE + "that goes on in another frame");
            }
        }

        private void line(String line) {
            if (line.equals("PONG")) {
                arrived.complete(this);
            } else if (line.equals("PING")) {
                say(PONG);
            } else if (!line.startsWith("INFO ")) {
                throw new IllegalStateException("unexpected: " + line);
            }
        }

        /// The number at the end of a line.
        private static int size(ByteBuf bytes, int lastDigit) {
            int size = 0;
            int factor = 1;
            for (int i = lastDigit; bytes.getByte(i) != ' '; i--) {
                size += (bytes.getByte(i) - '0') * factor;
                factor *= 10;
            }
            return size;
        }
    }

    private static byte[] bytes(String words) {
        return words.getBytes(StandardCharsets.US_ASCII);
    }
}
