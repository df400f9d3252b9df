package one.commserver.operations.asking.redis;

import one.commserver.connection.NanoClock;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.AskingProperties;
import one.commserver.operations.asking.Question;
import one.commserver.operations.asking.Responder;
import one.commserver.operations.asking.Turn;
import one.commserver.redis.Hearing;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// Publishes a question to the channel of each node that has a lease, and hears their answers on its own. Nothing is
/// kept and nothing is repeated: who doesn't answer in time is silent.
///
/// Bounds: one question and one order of this node's at a time, and one for who looks at nodes, so many answers a
/// second, and the size of a message and of all answers. Whoever only looks keeps nobody from giving an order.
final class RedisAsking implements Asking {

    private static final Logger LOG = LoggerFactory.getLogger(RedisAsking.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Redis redis;
    private final NodeId self;
    private final Oversight oversight;
    private final Responder responder;
    private final AskingProperties properties;
    private final NanoClock clock;
    private final Hearing hearing;
    private final Turn questions = new Turn();
    private final Turn orders = new Turn();
    private final Mono<Answers> presence = Asking.shared(Mono.defer(() -> round(new Question.Presence())));
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentMap<Long, Round> rounds = new ConcurrentHashMap<>();

    // all belong to the thread that hears
    private long secondBegan;
    private int answered;
    private int followed;

    RedisAsking(
            Redis redis,
            NodeId self,
            Oversight oversight,
            Responder responder,
            AskingProperties properties,
            NanoClock clock) {
        this.redis = redis;
        this.self = self;
        this.oversight = oversight;
        this.responder = responder;
        this.properties = properties;
        this.clock = clock;
        this.secondBegan = clock.nanos();
        this.hearing =
                new Hearing(
                        redis,
                        channelOf(self),
                        Schedulers.boundedElastic(),
                        this::receive,
                        () -> {
                            // who was asked meanwhile is silent
                        });
    }

    private String channelOf(NodeId node) {
        return redis.key(KeyPattern.ASK, node.value());
    }

    /// Begins to listen, and sees to it that it does.
    ///
    /// @return the end of it
    Disposable start() {
        CompletableFuture<@Nullable Void> checks =
                Flux.interval(Duration.ZERO, CHECK_EVERY, Schedulers.parallel())
                        .onBackpressureDrop()
                        .concatMap(tick -> hearing.check().onErrorComplete(), 1)
                        .then(Mono.<Void>empty())
                        .toFuture();
        return () -> {
            checks.cancel(true);
            hearing.dispose();
        };
    }

    @Override
    public Mono<Answers> ask(Mono<? extends Question> question) {
        return questions.of(question.flatMap(this::round));
    }

    @Override
    public Mono<Answers> order(Mono<Question.Dismiss> order) {
        return orders.of(order.flatMap(this::round));
    }

    @Override
    public Mono<Answers> presence() {
        return presence;
    }

    private Mono<Answers> round(Question question) {
        long number = numbers.incrementAndGet();
        var round = new Round(self);
        rounds.put(number, round);
        Mono<Void> own =
                Mono.<Void>fromRunnable(() -> answer(question).ifPresent(round::heard))
                        .subscribeOn(Schedulers.boundedElastic());
        Mono<Void> others =
                oversight
                        .leases()
                        .flatMapIterable(round::begin)
                        .flatMap(node -> tell(node, new AskMessage.Asked(number, self, question).bytes()))
                        .then(Mono.fromFuture(round.over(), true));
        // a node that can't know of others waits for nobody but itself
        return Mono.when(own, others.onErrorComplete(RegistryUnavailableException.class))
                .timeout(properties.deadline(), Mono.empty())
                .then(Mono.fromSupplier(round::answers))
                .doFinally(end -> rounds.remove(number));
    }

    /// What can't be told is lost.
    private Mono<Void> tell(NodeId node, byte[] message) {
        return redis.publish(channelOf(node), message).onErrorComplete(RegistryUnavailableException.class).then();
    }

    /// Empty if this node fails: then it is silent, and the others are heard nevertheless.
    private Optional<Answer> answer(Question question) {
        try {
            return Optional.of(new Answer(self, responder.answer(question)));
        } catch (RuntimeException failure) {
            LOG.error("This node has no answer", failure);
            return Optional.empty();
        }
    }

    private void receive(byte[] bytes) {
        AskMessage message;
        try {
            message = AskMessage.parse(bytes);
        } catch (IllegalArgumentException malformed) {
            LOG.debug("What was asked makes no sense", malformed);
            return;
        }
        switch (message) {
            case AskMessage.Asked asked -> asked(asked);
            case AskMessage.Answered(long number, Answer answer) -> {
                Round round = rounds.get(number);
                if (round != null) {
                    round.heard(answer);
                }
            }
        }
    }

    private void asked(AskMessage.Asked asked) {
        if (mayAnswer(asked.question())) {
            answer(asked.question()).ifPresent(answer -> tell(asked, answer));
        }
    }

    private void tell(AskMessage.Asked asked, Answer answer) {
        if (answer.json().getBytes(StandardCharsets.UTF_8).length > LARGEST_ANSWER) {
            LOG.warn("An answer for {} is too large", asked.asker());
            return;
        }
        var _ = tell(asked.asker(), new AskMessage.Answered(asked.number(), answer).bytes()).toFuture();
    }

    private boolean mayAnswer(Question question) {
        if (clock.since(secondBegan).compareTo(SECOND) >= 0) {
            secondBegan = clock.nanos();
            answered = 0;
            followed = 0;
        }
        int before = question instanceof Question.Dismiss ? followed++ : answered++;
        return before < properties.answersPerSecond();
    }
}
