package one.commserver.wire;

import one.commserver.protocol.ErrorCode;

import java.nio.ByteBuffer;

/// What runs through the plugin chain of a connection, in either direction.
public sealed interface ConnectionEvent {

    /// What it weighs on the wire, without the frame's own head, in bytes.
    int bytes();

    /// A text message.
    ///
    /// @param text may hold secrets, so it isn't part of [#toString]
    /// @param bytes its length in UTF-8, counted once: many ask for it
    record Text(String text, int bytes) implements ConnectionEvent {
        public Text(String text) {
            this(text, Utf8.length(text));
        }

        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /// A binary message. Whoever reads it works on a duplicate.
    record Binary(ByteBuffer data) implements ConnectionEvent {
        @Override
        public int bytes() {
            return data.remaining();
        }
    }

    /// Are you there?
    ///
    /// @param payload comes back in the answer
    record Ping(long payload) implements ConnectionEvent {
        @Override
        public int bytes() {
            return Long.BYTES;
        }
    }

    /// The answer to our own ping.
    ///
    /// @param payload of the ping that is answered
    record Pong(long payload) implements ConnectionEvent {
        @Override
        public int bytes() {
            return Long.BYTES;
        }
    }

    /// A close frame, ours or theirs.
    record Closing(CloseStatus status) implements ConnectionEvent {
        @Override
        public int bytes() {
            return Short.BYTES + Utf8.length(status.text());
        }
    }

    /// The other side broke a rule of the transport: only ever incoming, and the last event but for a close. The
    /// receiver decides what it is told.
    record Violation(ErrorCode code) implements ConnectionEvent {
        @Override
        public int bytes() {
            return 0;
        }
    }
}
