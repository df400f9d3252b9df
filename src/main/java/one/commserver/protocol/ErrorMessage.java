package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Something went wrong. `code` is a word of [ErrorCode]; a client that doesn't know it goes by `category`,
/// `severity` and `retry`.
///
/// Spec: chapter 10.
///
/// @param ref the mark of the message that this answers
/// @param retryAfterMs when to try again, in milliseconds
/// @param message a sentence for a developer
/// @param channel the channel that it concerns
/// @param object the id of the object that it concerns
/// @param serverTime the server's clock, with `auth_clock`
@JsonTypeName("error")
public record ErrorMessage(
        @Nullable String ref,
        String code,
        ErrorCode.Category category,
        ErrorCode.Severity severity,
        ErrorCode.Retry retry,
        @Nullable Long retryAfterMs,
        String message,
        @Nullable Integer channel,
        @Nullable String object,
        @Nullable String serverTime)
        implements ServerMessage {

    /// The most characters of `code`.
    public static final int MAX_CODE = 64;

    /// The most characters of `message`.
    public static final int MAX_MESSAGE = 512;

    public ErrorMessage {
        Fields.ref(ref);
        Fields.name("code", code, 1, MAX_CODE);
        Fields.atLeast("retry_after_ms", 0, retryAfterMs);
        Fields.text("message", message, 0, MAX_MESSAGE);
        Fields.channel(channel);
        Fields.name("object", object, 1, SyncMessage.MAX_ID);
        Fields.time("server_time", serverTime);
    }

    /// The error as its table says it.
    public static ErrorMessage of(ErrorCode code, @Nullable String ref) {
        return new ErrorMessage(
                ref,
                code.wireName(),
                code.category(),
                code.severity(),
                code.retry(),
                null,
                code.text(),
                null,
                null,
                null);
    }

    /// The same with a moment to try again.
    public ErrorMessage retryAfter(Duration delay) {
        return new ErrorMessage(
                ref, code, category, severity, retry, delay.toMillis(), message, channel, object, serverTime);
    }

    /// The same with a sentence of its own, which must not contain a secret or an internal name.
    public ErrorMessage because(String sentence) {
        return new ErrorMessage(
                ref, code, category, severity, retry, retryAfterMs, sentence, channel, object, serverTime);
    }

    /// The same for a channel.
    public ErrorMessage onChannel(int number) {
        return new ErrorMessage(
                ref, code, category, severity, retry, retryAfterMs, message, number, object, serverTime);
    }

    /// The same for an object.
    public ErrorMessage aboutObject(String id) {
        return new ErrorMessage(ref, code, category, severity, retry, retryAfterMs, message, channel, id, serverTime);
    }

    /// The same with the server's clock, RFC 3339.
    public ErrorMessage at(String time) {
        return new ErrorMessage(ref, code, category, severity, retry, retryAfterMs, message, channel, object, time);
    }
}
