package one.commserver.session;

import one.commserver.crypto.Identity;
import one.commserver.handshake.Authentication;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.RefusedException;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Parting;
import one.commserver.session.link.Phase;
import one.commserver.telemetry.MeterTag;
import one.commserver.tracing.ServerObservation;
import one.commserver.tracing.ServerObservation.Moment;
import one.commserver.tracing.ServerObservation.Tag;
import one.commserver.tracing.TraceSpan;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.util.Optional;

/// `auth` is awaited, then `response`, and nothing while signature and slot are being decided.
///
/// Spec: chapter 3.
final class Authenticating implements Phase {

    /// What came of it if nobody has said anything else.
    private static final String GONE = "gone";

    private enum Expected {
        AUTH,
        RESPONSE,
        NOTHING
    }

    private final LinkSession session;
    private final SessionServices services;
    private final Authentication authentication;
    private Expected expected = Expected.AUTH;
    private TraceSpan span = TraceSpan.NONE;
    private String outcome = GONE;
    private @Nullable Identity claimed;
    private volatile boolean isProven;

    Authenticating(LinkSession session, SessionServices services) {
        this.session = session;
        this.services = services;
        this.authentication = services.authenticator().begin(session.link().address());
    }

    @Override
    public void text(String text) {
        switch (services.codec().decodeClient(text)) {
            case Auth auth when expected == Expected.AUTH -> {
                begin(auth);
                claimed = auth.identity();
                session.tell(authentication.challenge(auth));
                expected = Expected.RESPONSE;
                span.moment(Moment.CHALLENGED);
            }
            case Response response when expected == Expected.RESPONSE -> {
                expected = Expected.NOTHING;
                span.moment(Moment.ANSWERED);
                SlotTaking taking = new SlotTaking(session, services);
                Mono<Void> letIn =
                        authentication.verify(response).doOnNext(who -> isProven = true).flatMap(taking::take);
                session.later(response.ref(), span.until(letIn), 0);
            }
            case ClientMessage other -> throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, other.ref());
        }
    }

    /// A second attempt, after a wrong clock, belongs to the first one.
    private void begin(Auth auth) {
        if (span == TraceSpan.NONE) {
            span =
                    services.tracing()
                            .begin(ServerObservation.HANDSHAKE)
                            .on(session.connection().id())
                            .tag(Tag.KIND, auth.kind().wireName());
        }
    }

    @Override
    public void stopped(Parting how) {
        span.end(outcome);
    }

    @Override
    public void tell(ErrorMessage error, ErrorCode code) {
        session.tell(error);
        Identity who = claimed;
        if (who != null) {
            services.watch().refused(session.connection(), session.link().address(), who, isProven, code);
        }
    }

    /// All errors but a wrong clock close the connection of somebody unknown.
    @Override
    public Optional<CloseStatus> closes(ErrorCode code) {
        outcome = MeterTag.word(code);
        return switch (code) {
            case AUTH_CLOCK, RATE_LIMITED -> Optional.empty();
            default -> Optional.of(CloseStatus.of(code.closes().orElse(otherwise(code))));
        };
    }

    private static CloseReason otherwise(ErrorCode code) {
        return code.retry() == ErrorCode.Retry.LATER ? CloseReason.TRY_AGAIN_LATER : CloseReason.PROTOCOL_ERROR;
    }
}
