package one.commserver.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;

import one.commserver.crypto.Bytes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What is asked of Redis. Every publisher is cold, emits on a thread of the connection's, which must not be blocked,
/// or fails at once, and answers within [RedisProperties#commandTimeout]. It fails with what [Unavailable] makes and
/// with nothing else; then it isn't known whether the step was done. What large commands may have under way is bounded,
/// and while Redis answers nobody, few are asked.
///
/// Spec: chapter 13.
public final class Redis {

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final String SUBSCRIBE = "subscribe";

    private final RedisConnections connections;
    private final RedisProperties properties;
    private final Unavailable unavailable;
    private final AtomicBoolean isAway = new AtomicBoolean();
    private final BytesUnderWay bytes;
    private final Silence silence;
    private final RedisCalls calls;

    public Redis(RedisConnections connections, RedisProperties properties, Unavailable unavailable, RedisCalls calls) {
        this.connections = connections;
        this.properties = properties;
        this.unavailable = unavailable;
        this.calls = calls;
        this.silence = new Silence(connections.clock());
        this.bytes = new BytesUnderWay(properties.requestBytes().toBytes());
    }

    /// A key by its pattern.
    public String key(KeyPattern pattern, String... values) {
        return pattern.key(properties.keyPrefix(), values);
    }

    /// What is offered beside scripts.
    public RedisConnections connections() {
        return connections;
    }

    /// How long an answer may take.
    public Duration patience() {
        return properties.commandTimeout();
    }

    /// Runs a script.
    ///
    /// @param keys that the script reads or writes; in a cluster all at one place
    /// @param arguments texts, numbers, `byte[]` or [Bytes]
    public <T> Mono<T> run(Script<T> script, List<String> keys, Object... arguments) {
        return guarded(
                script.name(), connections.commands().flatMap(commands -> evaluate(commands, script, keys, arguments)));
    }

    /// As [#run], also while Redis answers nobody: where a failure without having asked would be taken for one of
    /// Redis's.
    public <T> Mono<T> insist(Script<T> script, List<String> keys, Object... arguments) {
        return asked(
                script.name(), connections.commands().flatMap(commands -> evaluate(commands, script, keys, arguments)));
    }

    /// Runs a script and answers when as many replicas have what it wrote as [RedisProperties#replicas] says. Without
    /// them it fails, and what was written may stand or not.
    public <T> Mono<T> confirmed(Script<T> script, List<String> keys, Object... arguments) {
        if (properties.replicas() == 0) {
            return run(script, keys, arguments);
        }
        Mono<T> answer =
                connections
                        .confirming(keys.getFirst())
                        .flatMap(commands ->
                                evaluate(commands, script, keys, arguments)
                                        .flatMap(result -> confirmation(commands).thenReturn(result)));
        // on a connection to one server the driver follows no slot that has moved
        return guarded(
                script.name(), answer.onErrorResume(Redis::hasMoved, moved -> connections.refresh().then(answer)));
    }

    /// Whether a server says that another one has the key: then nothing was done.
    private static boolean hasMoved(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof RedisCommandExecutionException
                && message != null
                && (message.startsWith("MOVED ") || message.startsWith("ASK "));
    }

    /// Any other command.
    ///
    /// @param name of the command, in small letters, for meters and traces
    public <T> Mono<T> command(
            String name, Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return guarded(
                name,
                connections.commands().flatMap(commands -> Mono.fromCompletionStage(() -> command.apply(commands))));
    }

    /// Tells all who listen on a channel.
    ///
    /// @return how many connections heard it, in a cluster only those at the same server
    public Mono<Long> publish(String channel, byte[] message) {
        return command("publish", commands -> commands.publish(channel, message));
    }

    /// Listens on a channel from now on, also after the connection was away; what was published meanwhile is lost. Call
    /// it once for each channel and listener, and again if it failed.
    ///
    /// @param listener is called on a thread of the connection's, must not block
    public Mono<Void> listen(String channel, Consumer<byte[]> listener) {
        return guarded(
                SUBSCRIBE,
                connections
                        .pubSub()
                        .flatMap(connection -> {
                            var adapter = new ChannelListener(channel, listener);
                            connection.addListener(adapter);
                            return Mono.fromCompletionStage(() -> connection.async().subscribe(channel))
                                    .doOnError(failure -> connection.removeListener(adapter))
                                    .doOnCancel(() -> connection.removeListener(adapter));
                        }));
    }

    /// Completes when the server has said once more that what was published there is heard: the connection may have
    /// been away.
    public Mono<Void> listenAgain(String channel) {
        return guarded(
                SUBSCRIBE,
                connections
                        .pubSub()
                        .flatMap(connection -> Mono.fromCompletionStage(() -> connection.async().subscribe(channel))));
    }

    private <T> Mono<T> evaluate(
            RedisClusterAsyncCommands<String, byte[]> commands,
            Script<T> script,
            List<String> keys,
            Object... arguments) {
        String[] names = keys.toArray(String[]::new);
        byte[][] values = Stream.of(arguments).map(Redis::bytes).toArray(byte[][]::new);
        long size = Stream.of(values).mapToLong(value -> value.length).sum();
        if (!bytes.take(size)) {
            return Mono.error(new IllegalStateException("too many bytes wait for it"));
        }
        return Mono.<List<Object>>fromCompletionStage(
                        stage(() -> commands.evalsha(script.digest(), ScriptOutputType.MULTI, names, values)))
                .onErrorResume(
                        RedisNoScriptException.class,
                        unknown ->
                                Mono.fromCompletionStage(
                                        stage(() ->
                                                commands.eval(script.text(), ScriptOutputType.MULTI, names, values))))
                .doFinally(end -> {
                    if (end == SignalType.CANCEL) {
                        bytes.giveUp(size);
                    } else {
                        bytes.giveBack(size);
                    }
                })
                .map(elements -> script.read(new Reply(elements)));
    }

    private static <T> Supplier<CompletionStage<T>> stage(Supplier<CompletionStage<T>> command) {
        return command;
    }

    /// The replicas get half of the time, so that the answer comes in time if they don't have it.
    private Mono<Long> confirmation(RedisClusterAsyncCommands<String, byte[]> commands) {
        return Mono.fromCompletionStage(() ->
                        commands.waitForReplication(
                                properties.replicas(), properties.commandTimeout().dividedBy(2).toMillis()))
                .filter(confirmed -> confirmed >= properties.replicas())
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("too few replicas have confirmed")));
    }

    private <T> Mono<T> guarded(String name, Mono<T> answer) {
        return Mono.defer(() -> {
            if (!silence.allowsToAsk()) {
                calls.unasked(name);
                return Mono.error(unavailable.until(properties.retryAfter()));
            }
            return asked(name, answer);
        });
    }

    private <T> Mono<T> asked(String name, Mono<T> answer) {
        return calls.watched(name, answered(answer));
    }

    private <T> Mono<T> answered(Mono<T> answer) {
        return Mono.defer(() -> {
            long before = silence.answers();
            return answer.timeout(properties.commandTimeout())
                    .doOnSuccess(any -> back())
                    .onErrorMap(failure -> {
                        if (failure instanceof TimeoutException) {
                            silence.timedOut(before);
                        } else if (failure instanceof RedisCommandExecutionException) {
                            silence.answered();
                        }
                        away(failure);
                        return unavailable.until(properties.retryAfter());
                    });
        });
    }

    /// Tells once that something is wrong; the next answer makes it news again.
    private void away(Throwable failure) {
        if (isAway.compareAndSet(false, true)) {
            LOG.warn("Redis does not answer as it should: {}", failure.toString());
        }
    }

    private void back() {
        bytes.answered();
        silence.answered();
        if (isAway.get() && isAway.compareAndSet(true, false)) {
            LOG.info("Redis answers again");
        }
    }

    private static byte[] bytes(Object argument) {
        return switch (argument) {
            case byte[] bytes -> bytes;
            case Bytes bytes -> bytes.toByteArray();
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Number number -> number.toString().getBytes(StandardCharsets.US_ASCII);
            default -> throw new IllegalArgumentException("no argument for a script: " + argument.getClass());
        };
    }

    private static final class ChannelListener extends RedisPubSubAdapter<String, byte[]> {

        private final String channel;
        private final Consumer<byte[]> listener;

        ChannelListener(String channel, Consumer<byte[]> listener) {
            this.channel = channel;
            this.listener = listener;
        }

        @Override
        public void message(String from, byte[] message) {
            if (from.equals(channel)) {
                listener.accept(message);
            }
        }
    }
}
