package one.commserver.mailbox.redis;

import one.commserver.mailbox.MailboxProperties;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Runs the scripts on mailboxes, with what all of them need, and does what they ask for: run again, tell, look after.
final class MailboxSteps {

    /// Where a script's own results begin.
    static final int OWN = 4;

    /// Elements and ids that a script removes at most in one go: some milliseconds, in which Redis does nothing else.
    static final int EFFORT = 500;

    private static final Duration MARGIN = Duration.ofDays(1);
    private static final int MOST_RUNS = 10_000;
    private static final Script<Reply> SCHEDULE = Script.of("mailbox/schedule", Function.identity());

    private final Redis redis;
    private final MailEvents events;
    private final String rules;
    private final String life;
    private final Collection<InstantSource> clock;

    /// @param effort as [#EFFORT]
    /// @param clock none: Redis says what time it is; only tests know better
    MailboxSteps(
            Redis redis, MailEvents events, MailboxProperties properties, int effort, Collection<InstantSource> clock) {
        this.redis = redis;
        this.events = events;
        this.life = String.valueOf(life(properties));
        this.rules = rules(properties, effort);
        this.clock = List.copyOf(clock);
    }

    private static String rules(MailboxProperties properties, int effort) {
        long[] quota = {properties.objects(), properties.bytes().toBytes(), properties.rememberedIds()};
        return Stream.of(
                        LongStream.of(
                                properties.age().toMillis(),
                                properties.idMemory().toMillis(),
                                properties.partLife().toMillis(),
                                properties.instances()),
                        LongStream.of(quota),
                        LongStream.of(quota).map(all -> all / MailboxProperties.SENDERS_SHARE),
                        LongStream.of(life(properties), effort))
                .flatMapToLong(Function.identity())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    /// Beyond the time when the last thing in a mailbox that nobody touches any more is past its own.
    private static long life(MailboxProperties properties) {
        Duration known = properties.age().plus(properties.idMemory());
        return Collections.max(List.of(known, properties.partLife())).plus(MARGIN).toMillis();
    }

    /// Reads one of the scripts on one mailbox.
    static Script<Reply> script(String name) {
        return Script.of("mailbox/mailbox", "mailbox/" + name, Function.identity());
    }

    String time() {
        return clock.stream().map(source -> String.valueOf(source.millis())).collect(Collectors.joining());
    }

    String life() {
        return life;
    }

    /// Runs a script until it is done.
    ///
    /// @param owner his spelling, or empty
    /// @param isConfirmed whether replicas have to have it
    /// @param own the script's own arguments
    Mono<Reply> run(Script<Reply> script, MailboxKeys mailbox, String owner, boolean isConfirmed, Object... own) {
        Mono<Reply> once =
                Mono.defer(() -> {
                    Object[] arguments = arguments(owner, own);
                    return isConfirmed
                            ? redis.confirmed(script, mailbox.keys(), arguments)
                            : redis.run(script, mailbox.keys(), arguments);
                });
        // listeners and callers mustn't be on the connection's thread
        return once.publishOn(Schedulers.parallel())
                .flatMap(reply -> follow(mailbox, reply))
                .repeat(MOST_RUNS)
                .takeUntil(MailboxSteps::isDone)
                .last()
                .filter(MailboxSteps::isDone)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("a mailbox can't be tidied")));
    }

    private Object[] arguments(String owner, Object... own) {
        var all = new ArrayList<Object>(List.of(time(), rules, owner, events.node(), events.channel()));
        all.addAll(Arrays.asList(own));
        return all.toArray();
    }

    private static boolean isDone(Reply reply) {
        return reply.text(0).equals("done");
    }

    private Mono<Reply> follow(MailboxKeys mailbox, Reply reply) {
        Reply happened = reply.array(2);
        if (happened.size() > 0) {
            events.tell(reply.text(3), IntStream.range(0, happened.size()).mapToObj(happened::text).toList());
        }
        String due = reply.text(1);
        return due.isEmpty()
                ? Mono.just(reply)
                // what was done is done; without this somebody hears late that something has expired
                : schedule(mailbox, due, false).onErrorComplete().thenReturn(reply);
    }

    /// Says when a mailbox is to be looked after.
    ///
    /// @param due in milliseconds, or `0` for never
    /// @param isSwept whether it has just been
    Mono<Void> schedule(MailboxKeys mailbox, String due, boolean isSwept) {
        return redis.run(SCHEDULE, mailbox.shard(redis), mailbox.name(), due, life, isSwept ? 1 : 0).then();
    }
}
