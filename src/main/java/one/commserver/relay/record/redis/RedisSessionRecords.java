package one.commserver.relay.record.redis;

import one.commserver.crypto.Digests;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;
import one.commserver.registry.Registration;
import one.commserver.relay.record.ChannelRecord;
import one.commserver.relay.record.Coding;
import one.commserver.relay.record.SessionRecord;
import one.commserver.relay.record.SessionRecords;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// The records of all nodes' sessions.
final class RedisSessionRecords implements SessionRecords {

    private static final int EMPTY = 0;

    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionRecords.class);

    private final Redis redis;
    private final Duration life;
    private final Script<Reply> claim = Script.of("relay/claim", reply -> reply);
    private final Script<Reply> write = Script.of("relay/write", reply -> reply);
    private final Script<Reply> forget = Script.of("relay/forget", reply -> reply);

    /// @param life of a record behind its last change
    RedisSessionRecords(Redis redis, Duration life) {
        this.redis = redis;
        this.life = life;
    }

    @Override
    public boolean areKept() {
        return true;
    }

    @Override
    public Mono<SessionRecord> claim(Registration registration) {
        return redis.run(claim, keys(registration), registration.epoch(), life.toMillis())
                .filter(reply -> reply.size() > EMPTY)
                .map(reply -> new SessionRecord(reply.number(0), (int) reply.number(1), channels(reply.text(2))));
    }

    /// What another version has written is no reason to keep somebody out.
    private static List<ChannelRecord> channels(String written) {
        try {
            return Coding.read(written);
        } catch (IllegalArgumentException unreadable) {
            LOG.warn("channels of a session can't be read: {}", unreadable.getMessage());
            return List.of();
        }
    }

    @Override
    public Mono<Void> write(Registration registration, int lastNumber, List<ChannelRecord> channels) {
        return redis.run(
                        write,
                        keys(registration),
                        registration.epoch(),
                        life.toMillis(),
                        lastNumber,
                        Coding.written(channels))
                .then();
    }

    @Override
    public Mono<Boolean> forget(Registration registration) {
        return redis.run(forget, keys(registration), registration.epoch()).map(reply -> reply.number(0) == 1);
    }

    private List<String> keys(Registration registration) {
        byte[] identity = registration.slot().identity().wire().getBytes(StandardCharsets.US_ASCII);
        return List.of(
                redis.key(KeyPattern.SESSION, Digests.sha256(identity).toBase64Url(), registration.session().value()));
    }
}
