package one.commserver.transport;

import one.commserver.connection.Connection;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The server's end of one client's socket. Its control messages run through [#connection]; its binary frames go
/// through the [FrameSwitch] that its session has installed, and those for the client through [#outlet].
public interface Link {

    /// The subprotocol that stands for the native dialect, version 1.
    String NATIVE_SUBPROTOCOL = "commserver.v1";

    /// The connection with its states and plugins.
    Connection connection();

    /// Where the client is, as limits count it.
    ClientAddress address();

    /// The subprotocol that was confirmed to the client, if it had offered one that we know.
    @Nullable String subprotocol();

    /// Where frames or messages leave towards the client.
    FrameOutlet outlet();

    /// Who decides about binary frames from now on. Until this is called each of them is a violation. On the
    /// connection's thread.
    void switchTo(FrameSwitch frames);

    /// How whole messages go through it, for a client whose dialect has no frames. On the connection's thread.
    Messages messages();

    /// Other sizes from now on, in bytes. On the connection's thread.
    void allow(int maxText, int maxBinary);

    /// Who is told that the client sends faster than allowed. On the connection's thread.
    void onThrottled(ThrottleListener listener);

    /// Sends a ping, past what waits to leave. Any thread.
    void ping();

    /// The last round trip in nanoseconds, or -1.
    long roundTripNanos();

    /// Whether the server itself has stopped reading from it, so that silence says nothing about the client.
    boolean isHeld();

    /// Stops reading, for a reason of the holder's, or goes on when no reason is left. On the connection's thread.
    void hold(HoldReason reason, boolean on);

    /// Why a link isn't read.
    enum HoldReason {
        /// It sends faster than allowed.
        RATE,
        /// It has asked for more than has been answered.
        BACKLOG,
        /// It sends more than its peer takes at the moment.
        CREDIT,
        /// The node doesn't know whether its clients are still its own: see [ReadPermission].
        LEASE
    }

    /// The way of whole messages through a link, text as well as binary, past its connection's plugins. The server sees
    /// to the credit by itself, since such a client knows of none: it grants what has left for the client's socket, and
    /// doesn't read from who has sent what may be sent. On the connection's thread.
    interface Messages {

        /// What comes from now on is kept until it is known where to send it. Some reads' worth: with more of it the
        /// link isn't read.
        void keep();

        /// What is kept and what comes goes through a channel from now on.
        ///
        /// @param frames of the client's session
        /// @param limit up to which count the other end may be sent to at first
        void join(FrameSwitch frames, int channel, long limit);

        /// Sends a last message: with which text the client has closed.
        void close(String text);

        /// Nothing more goes through: what is kept is let go of.
        void end();

        /// What a client is granted beyond what has left for its socket, in bytes.
        long window();
    }

    /// Is told that reading pauses.
    @FunctionalInterface
    interface ThrottleListener {
        void throttled(Duration pause);
    }
}
