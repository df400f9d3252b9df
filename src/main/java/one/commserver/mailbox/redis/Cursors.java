package one.commserver.mailbox.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Script;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Writes places in a mailbox as cursors, which mean something in this store and this mailbox only. Any thread.
final class Cursors {

    private static final int NAME_BYTES = 9;
    private static final char SEPARATOR = '.';
    private static final Pattern PLACE = Pattern.compile("[1-9][0-9]{0,15}");

    private final Script<String> incarnation = Script.of("mailbox/incarnation", reply -> reply.text(0));
    private final Redis redis;
    private volatile @Nullable Known known;

    /// @param connects how often connections had been made when it was read
    private record Known(long connects, String incarnation) {}

    Cursors(Redis redis) {
        this.redis = redis;
    }

    /// The cursors of one mailbox.
    static final class OfMailbox {
        private final String prefix;

        private OfMailbox(String incarnation, Identity owner) {
            byte[] hash =
                    Digests.sha256((incarnation + owner.wire()).getBytes(StandardCharsets.US_ASCII)).toByteArray();
            prefix = Bytes.of(Arrays.copyOf(hash, NAME_BYTES)).toBase64Url() + SEPARATOR;
        }

        String cursor(String place) {
            return prefix + place;
        }

        /// The digits of the place that a cursor says; null if it means nothing.
        @Nullable String place(String cursor) {
            String place = cursor.startsWith(prefix) ? cursor.substring(prefix.length()) : "";
            return PLACE.matcher(place).matches() ? place : null;
        }
    }

    /// Asks the store again only when a connection has been made since: then it may be another one, or empty.
    Mono<OfMailbox> of(Identity owner) {
        return Mono.defer(() -> {
            Known last = known;
            long connects = redis.connections().connects();
            Mono<String> current =
                    last != null && last.connects() == connects
                            ? Mono.just(last.incarnation())
                            : redis.run(
                                            incarnation,
                                            List.of(redis.key(KeyPattern.MAIL_INCARNATION)),
                                            Bytes.of(Randomness.bytes(NAME_BYTES)).toBase64Url())
                                    .doOnNext(name -> known = new Known(connects, name));
            return current.map(name -> new OfMailbox(name, owner));
        });
    }
}
