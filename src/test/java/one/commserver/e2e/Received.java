package one.commserver.e2e;

import java.nio.ByteBuffer;

/// What a client has got from the server.
sealed interface Received {

    record Text(String json) implements Received {}

    /// A binary frame of the protocol, or of whatever is relayed.
    @SuppressWarnings("ArrayRecordComponent")
    record Binary(byte[] bytes) implements Received {

        private static final int HEADER = 5;
        private static final int FLOW = 21;

        boolean isFlow() {
            return bytes[0] == 2;
        }

        int channel() {
            return buffer().getInt(1);
        }

        byte[] payload() {
            byte[] payload = new byte[bytes.length - HEADER];
            buffer().get(HEADER, payload);
            return payload;
        }

        /// Of a flow frame.
        long received() {
            return buffer().getLong(HEADER);
        }

        /// Of a flow frame.
        long limit() {
            return buffer().getLong(13);
        }

        private ByteBuffer buffer() {
            return ByteBuffer.wrap(bytes);
        }

        @Override
        public String toString() {
            if (bytes.length < HEADER) {
                return "Bytes[" + bytes.length + "]";
            }
            return bytes.length == FLOW && isFlow()
                    ? "Flow[" + channel() + ", received " + received() + ", limit " + limit() + "]"
                    : "Data[" + channel() + ", " + (bytes.length - HEADER) + " bytes]";
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Pong(byte[] payload) implements Received {}

    record Close(int code, String reason) implements Received {}

    /// The socket is gone.
    record Ended() implements Received {}
}
