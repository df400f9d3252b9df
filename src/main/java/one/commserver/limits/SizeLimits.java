package one.commserver.limits;

import one.commserver.protocol.SyncMessage;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How large a message may be and how much of one connection may wait. Together they bound the memory that a client can
/// take. None of them can be switched off: zero is refused.
///
/// Spec: chapters 2 (limits) and 8 (flow).
///
/// @param textMessage the largest text message of an authenticated client; at least 2 KiB, and not less than a
///     stranger's
/// @param textMessageBeforeAuthentication the largest text message of a stranger; at least 1 KiB. The default fits the
///     longest key and signature three times
/// @param binaryFrame the largest binary frame, its header included; at least 1 KiB
/// @param channels how many channels one session may have, those included that it has asked for; at least 1
/// @param channelWindow how far beyond what was passed on a receiver may grant, for each channel and direction; never
///     less than the largest frame, which could never be sent otherwise
/// @param connectionWindow the most that all grants of one connection may add up to; not less than one channel's
/// @param outboundBytes how much may wait for one client to read it beyond the bytes that it has granted itself:
///     control messages, and what it takes to keep each waiting message and frame, about 200 bytes; beyond it the
///     connection ends. Room for at least one of the largest. The default lets a window full of frames with 64 bytes
///     wait
/// @param syncObject the largest object, or part of one, that can be left for somebody, before it is encoded; at least
///     1 KiB, at most 384 KiB, and never more than fits into the largest text message, where it takes a third more
///     and a kibibyte
/// @param pendingRequests how many messages of one client may wait for their answer; beyond it the client isn't read;
///     at least 1
/// @param oneMessage the largest message between two clients of the ONE dialect, which knows no frames; at least
///     66 KiB, which its applications need. For each of the two up to this and 1 MiB more may wait
@ConfigurationProperties("commserver.limits")
public record SizeLimits(
        @DefaultValue("16KB") DataSize textMessageBeforeAuthentication,
        @DefaultValue("512KB") DataSize textMessage,
        @DefaultValue("1MB") DataSize binaryFrame,
        @DefaultValue("64") int channels,
        @DefaultValue("1MB") DataSize channelWindow,
        @DefaultValue("4MB") DataSize connectionWindow,
        @DefaultValue("16MB") DataSize outboundBytes,
        @DefaultValue("256KB") DataSize syncObject,
        @DefaultValue("64") int pendingRequests,
        @DefaultValue("1MB") DataSize oneMessage) {

    private static final DataSize SMALLEST = DataSize.ofKilobytes(1);

    /// The largest that applications send: a fragment of 64 KiB, encrypted.
    public static final DataSize SMALLEST_ONE_MESSAGE = DataSize.ofBytes(66 * 1024L);

    /// What a message without a frame counts beside its payload: enough for very many tiny ones to count for something.
    public static final int MESSAGE_WEIGHT = 32;

    /// 64 KiB of the shortest messages, masked, of 6 bytes each.
    private static final long ONE_READ = 64 * 1024 / 6 * (long) MESSAGE_WEIGHT;

    /// What is under way between two clients while neither has to wait for the other.
    private static final long AT_WORK = 512 * 1024L;

    /// Has room for an object.
    private static final DataSize SMALLEST_TEXT = DataSize.ofKilobytes(2);

    public SizeLimits {
        Check.size("text-message-before-authentication", SMALLEST, textMessageBeforeAuthentication);
        Check.size("text-message", textMessageBeforeAuthentication, textMessage);
        Check.size("text-message", SMALLEST_TEXT, textMessage);
        Check.size("binary-frame", SMALLEST, binaryFrame);
        Check.atLeast("channels", 1, channels);
        Check.size("channel-window", binaryFrame, channelWindow);
        Check.size("connection-window", channelWindow, connectionWindow);
        Check.size("outbound-bytes", textMessage, outboundBytes);
        Check.size("sync-object", SMALLEST, syncObject);
        syncObject = DataSize.ofBytes(Math.min(syncObject.toBytes(), largestObject(textMessage)));
        Check.atLeast("pending-requests", 1, pendingRequests);
        Check.size("one-message", SMALLEST_ONE_MESSAGE, oneMessage);
    }

    /// What may still come of a client without frames that isn't read any more, as its bytes are counted: a message
    /// that was begun, and what one read of a socket can bring.
    public long messageReserve() {
        return oneMessage.toBytes() + MESSAGE_WEIGHT + ONE_READ;
    }

    /// What a client without frames is granted beyond what has left for it.
    public long messageWindow() {
        return messageReserve() + AT_WORK;
    }

    /// What base64 and the fields around it leave of a message, as far as the protocol goes.
    private static long largestObject(DataSize textMessage) {
        return Math.min(SyncMessage.MAX_DATA, (textMessage.toBytes() - SMALLEST.toBytes()) / 4 * 3);
    }
}
