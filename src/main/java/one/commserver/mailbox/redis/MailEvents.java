package one.commserver.mailbox.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identities;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.redis.Hearing;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Who is told what happens in mailboxes: what this node did, behind each step, and what others did, as far as it is
/// heard.
///
/// All nodes hear all of it on one channel, and most of it concerns nobody there. A channel for each identity would be
/// quieter, but each connection would have to be subscribed and unsubscribed, and a node that comes back after a break
/// would have to renew tens of thousands of subscriptions at once. A channel for each node would need to know in the
/// script who is where. What isn't heard is late news and nothing else: who connects asks what waits.
final class MailEvents {

    private static final Logger LOG = LoggerFactory.getLogger(MailEvents.class);
    private static final int NAME_BYTES = 9;
    private static final int BEFORE_EVENTS = 2;

    private final String node = Bytes.of(Randomness.bytes(NAME_BYTES)).toBase64Url();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final Identities identities;
    private final Hearing hearing;
    private final String channel;

    MailEvents(Redis redis, Identities identities) {
        this.identities = identities;
        this.channel = redis.key(KeyPattern.MAIL_EVENTS);
        this.hearing =
                new Hearing(
                        redis,
                        channel,
                        Schedulers.parallel(),
                        message -> heard(new String(message, StandardCharsets.US_ASCII)),
                        () -> LOG.info("Events of mailboxes may have been missed"));
    }

    /// This node's name, by which it knows its own events.
    String node() {
        return node;
    }

    String channel() {
        return channel;
    }

    void onEvent(Consumer<Event> listener) {
        listeners.add(listener);
    }

    /// Listens to the other nodes, as [Hearing#check].
    Mono<Void> listen() {
        return hearing.check();
    }

    private void heard(String message) {
        try {
            List<String> lines = message.lines().toList();
            if (!lines.getFirst().equals(node)) {
                tell(lines.get(1), lines.subList(BEFORE_EVENTS, lines.size()));
            }
        } catch (RuntimeException malformed) {
            LOG.error("Somebody else writes on the channel of the mailboxes' events", malformed);
        }
    }

    /// Tells the listeners of this node.
    ///
    /// @param happened as scripts say it
    void tell(String owner, List<String> happened) {
        happened.stream().map(each -> event(identities.of(owner), each.split(" ", -1))).forEach(this::tell);
    }

    private Event event(Identity owner, String[] words) {
        return switch (words[0]) {
            case "A" -> new Event.Arrived(owner, new Content(Long.parseLong(words[1]), Long.parseLong(words[2])));
            case "D" -> new Event.Delivered(identities.of(words[1]), owner, words[2], time(words[3]));
            case "X" -> new Event.Expired(identities.of(words[1]), owner, words[2], time(words[3]));
            default -> throw new IllegalArgumentException("no event of a mailbox");
        };
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private void tell(Event event) {
        for (Consumer<Event> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException failure) {
                LOG.error("Somebody could not be told what happened in a mailbox", failure);
            }
        }
    }
}
