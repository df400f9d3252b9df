package one.commserver.mailbox.redis;

import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Looks after mailboxes in which something is past its time and where nobody calls. All nodes do; each mailbox is
/// taken by one at a time.
final class MailboxSweep {

    /// Of one shard in one go.
    private static final int MAILBOXES = 100;

    private static final int AT_ONCE = 8;

    /// So long nobody else looks after them.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Script<Reply> CLAIM = Script.of("mailbox/claim", Function.identity());
    private static final Script<Reply> SWEEP = MailboxSteps.script("sweep");

    private final Redis redis;
    private final MailboxSteps steps;

    MailboxSweep(Redis redis, MailboxSteps steps) {
        this.redis = redis;
        this.steps = steps;
    }

    /// Goes once through all shards. Never fails: what can't be looked at holds up nothing else, and is looked at
    /// later.
    Mono<Void> sweep() {
        return Flux.range(0, MailboxKeys.SHARDS)
                .concatMap(shard -> due(shard).onErrorComplete(), 1)
                .flatMap(name -> look(name).onErrorComplete(), AT_ONCE)
                .then();
    }

    private Flux<String> due(int shard) {
        return redis.run(
                        CLAIM,
                        MailboxKeys.shard(redis, shard),
                        steps.time(),
                        MAILBOXES,
                        PATIENCE.toMillis(),
                        steps.life())
                .flatMapIterable(MailboxSweep::names);
    }

    private static List<String> names(Reply reply) {
        Reply names = reply.array(0);
        return IntStream.range(0, names.size()).mapToObj(names::text).toList();
    }

    private Mono<Void> look(String name) {
        MailboxKeys mailbox = MailboxKeys.of(redis, name);
        return steps.run(SWEEP, mailbox, "", false)
                .flatMap(reply -> steps.schedule(mailbox, reply.text(MailboxSteps.OWN), true));
    }
}
