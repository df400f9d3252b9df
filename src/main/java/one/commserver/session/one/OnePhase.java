package one.commserver.session.one;

import one.commserver.connection.ConnectionProblem;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.one.MalformedOneMessageException;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneCodec;
import one.commserver.protocol.one.OneFailure;
import one.commserver.protocol.one.OneServerMessage;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Phase;
import one.commserver.telemetry.MeterTag;
import one.commserver.wire.CloseStatus;

import reactor.core.publisher.Mono;

import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/// What all phases of this dialect have in common: there is no message for an error, only a close that says what is
/// wrong.
abstract class OnePhase implements Phase {

    /// As a close of which nobody has said why.
    static final CloseStatus WITHOUT_A_WORD = new CloseStatus(CloseReason.NORMAL.code(), "");

    private static final String PREFIX = "Close called: ";

    private final LinkSession session;
    private final OneServices services;

    OnePhase(LinkSession session, OneServices services) {
        this.session = session;
        this.services = services;
    }

    final LinkSession session() {
        return session;
    }

    final OneServices services() {
        return services;
    }

    /// A message came.
    abstract void message(OneClientMessage message);

    /// A text came that is none.
    void malformed(OneFailure failure) {
        fail(failure);
    }

    @Override
    public void text(String text) {
        OneClientMessage message;
        try {
            message = OneCodec.shared().decodeClient(text);
        } catch (MalformedOneMessageException malformed) {
            malformed(malformed.failure());
            return;
        }
        message(message);
    }

    /// Tells the client something. Any thread.
    final void say(OneServerMessage message) {
        session.connection().send(OneCodec.shared().encode(message));
    }

    /// Closes for what is wrong.
    final void fail(OneFailure failure) {
        fail(failure, nativeCode(failure));
    }

    /// Closes for what is wrong, with less than all of it in the words.
    ///
    /// @param code what it is for those who look after the server
    final void fail(OneFailure failure, ErrorCode code) {
        session.connection()
                .problem(new ConnectionProblem(MeterTag.word(failure), code.category(), ErrorCode.Severity.WARNING));
        refusing(code);
        end(failure.closeText());
    }

    /// Closes for another message than the one that is awaited.
    final void unexpected(OneClientMessage message) {
        session.connection().problem(ConnectionProblem.of(ErrorCode.UNEXPECTED_MESSAGE));
        refusing(ErrorCode.UNEXPECTED_MESSAGE);
        end(OneFailure.unexpectedCommand(message));
    }

    /// Closes because that was done too often lately.
    final void tooOften() {
        session.connection().problem(ConnectionProblem.of(ErrorCode.RATE_LIMITED));
        refusing(ErrorCode.RATE_LIMITED);
        end(CloseReason.TRY_AGAIN_LATER.text());
    }

    /// The client is about to be closed for this.
    void refusing(ErrorCode code) {}

    /// What comes next to it in the native dialect.
    private static ErrorCode nativeCode(OneFailure failure) {
        return switch (failure) {
            case NOT_A_PUBLIC_KEY -> ErrorCode.AUTH_IDENTITY;
            case NOT_OPENED, WRONG_ANSWER -> ErrorCode.AUTH_SIGNATURE;
            case NO_LISTENER -> ErrorCode.PEER_UNREACHABLE;
            case QUEUE_FULL -> ErrorCode.RATE_LIMITED;
            case NOT_TEXT, UNEXPECTED_FIRST, UNEXPECTED_COMMAND -> ErrorCode.UNEXPECTED_MESSAGE;
            case ODD_DIGITS -> ErrorCode.INVALID_MESSAGE;
            case NOT_JSON, NO_CLIENT_MESSAGE, NO_SERVER_MESSAGE, NO_PEER_MESSAGE -> ErrorCode.MALFORMED_MESSAGE;
        };
    }

    private void end(String text) {
        session.end(new CloseStatus(CloseReason.NORMAL.code(), text));
    }

    /// Work that has its turn, what it does with the outcome included. A server that has too much of it says so.
    final void later(Mono<Void> work) {
        session.later(
                null,
                work.onErrorResume(
                        RejectedExecutionException.class,
                        full -> session.onLink(() -> session.refuse(ErrorCode.SERVER_BUSY))),
                0);
    }

    @Override
    public final void tell(ErrorMessage error, ErrorCode code) {
        // this dialect has no words for it
        if (closes(code).isPresent()) {
            refusing(code);
        }
    }

    @Override
    public final Optional<CloseStatus> closes(ErrorCode code) {
        return switch (code) {
            case RATE_LIMITED -> Optional.empty();
            case UNEXPECTED_MESSAGE -> status(OneFailure.NOT_TEXT.closeText());
            case MESSAGE_TOO_BIG -> Optional.of(new CloseStatus(CloseReason.TOO_BIG.code(), ""));
            case WEBSOCKET_VIOLATION, INVALID_UTF8 -> code.closes().map(CloseStatus::of);
            default -> status(PREFIX + code.text());
        };
    }

    private static Optional<CloseStatus> status(String text) {
        return Optional.of(new CloseStatus(CloseReason.NORMAL.code(), text));
    }
}
