package one.commserver.relay.record;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Channels of a session as text: a line for each, its words between spaces, names in base64url.
public final class Coding {

    private static final int WORDS = 11;
    private static final int HEX = 16;

    private Coding() {}

    /// Writes channels down.
    public static String written(List<ChannelRecord> channels) {
        return channels.stream().map(Coding::line).collect(Collectors.joining("\n"));
    }

    /// Reads what [#written] has made.
    ///
    /// @throws IllegalArgumentException if it is something else
    public static List<ChannelRecord> read(String written) {
        return written.lines().map(Coding::channel).toList();
    }

    private static String line(ChannelRecord channel) {
        Slot peer = channel.peer();
        return String.join(
                " ",
                String.valueOf(channel.number()),
                Long.toHexString(channel.key().high()),
                Long.toHexString(channel.key().low()),
                channel.side().name(),
                String.valueOf(channel.generation()),
                peer.identity().wire(),
                encoded(peer.instance()),
                peer.kind().name().toLowerCase(Locale.ROOT),
                encoded(peer.lane()),
                encoded(channel.session().value()),
                String.valueOf(channel.probation().toMillis()));
    }

    private static ChannelRecord channel(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != WORDS) {
            throw new IllegalArgumentException("no channel of a session");
        }
        return new ChannelRecord(
                Integer.parseInt(words[0]),
                new ChannelKey(Long.parseUnsignedLong(words[1], HEX), Long.parseUnsignedLong(words[2], HEX)),
                Side.valueOf(words[3]),
                new Slot(
                        Identity.parseAny(words[5]),
                        decoded(words[6]),
                        ConnectionKind.valueOf(words[7].toUpperCase(Locale.ROOT)),
                        decoded(words[8])),
                new SessionId(decoded(words[9])),
                Integer.parseInt(words[4]),
                Duration.ofMillis(Long.parseLong(words[10])));
    }

    private static String encoded(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toBase64Url();
    }

    private static String decoded(String text) {
        return new String(Bytes.fromBase64Url(text).toByteArray(), StandardCharsets.UTF_8);
    }
}
