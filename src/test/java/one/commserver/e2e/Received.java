package one.commserver.e2e;

import java.nio.ByteBuffer;

/// What a client has got from the server.
sealed interface Received {

    record Text(String json) implements Received {}

    /// A binary frame of the protocol.
    @SuppressWarnings("ArrayRecordComponent")
    record Binary(byte[] bytes) implements Received {

        boolean isFlow() {
            return bytes[0] == 2;
        }

        int channel() {
            return buffer().getInt(1);
        }

        byte[] payload() {
            byte[] payload = new byte[bytes.length - 5];
            buffer().get(5, payload);
            return payload;
        }

        /// Of a flow frame.
        long received() {
            return buffer().getLong(5);
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
            return isFlow()
                    ? "Flow[" + channel() + ", received " + received() + ", limit " + limit() + "]"
                    : "Data[" + channel() + ", " + (bytes.length - 5) + " bytes]";
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Pong(byte[] payload) implements Received {}

    record Close(int code, String reason) implements Received {}

    /// The socket is gone.
    record Ended() implements Received {}
}
