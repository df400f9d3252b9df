package one.commserver.session;

import one.commserver.handshake.Authentication;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;

import java.util.Optional;

/// `auth` is awaited, then `response`, and nothing while signature and slot are being decided.
///
/// Spec: chapter 3.
final class Authenticating implements Phase {

    private enum Expected {
        AUTH,
        RESPONSE,
        NOTHING
    }

    private final LinkSession session;
    private final Authentication authentication;
    private Expected expected = Expected.AUTH;

    Authenticating(LinkSession session) {
        this.session = session;
        this.authentication = session.services().authenticator().begin(session.link().address());
    }

    @Override
    public void text(String text) {
        switch (session.services().codec().decodeClient(text)) {
            case Auth auth when expected == Expected.AUTH -> {
                session.tell(authentication.challenge(auth));
                expected = Expected.RESPONSE;
            }
            case Response response when expected == Expected.RESPONSE -> {
                expected = Expected.NOTHING;
                SlotTaking taking = new SlotTaking(session);
                session.later(response.ref(), authentication.verify(response).flatMap(taking::take), 0);
            }
            case ClientMessage other -> throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, other.ref());
        }
    }

    /// All errors but a wrong clock close the connection of somebody unknown.
    @Override
    public Optional<CloseReason> closes(ErrorCode code) {
        return switch (code) {
            case AUTH_CLOCK, RATE_LIMITED -> Optional.empty();
            default -> Optional.of(code.closes().orElse(otherwise(code)));
        };
    }

    private static CloseReason otherwise(ErrorCode code) {
        return code.retry() == ErrorCode.Retry.LATER ? CloseReason.TRY_AGAIN_LATER : CloseReason.PROTOCOL_ERROR;
    }
}
