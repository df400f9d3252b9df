package one.commserver.cli.outcome;

import one.commserver.client.ClientException;
import one.commserver.client.authentication.AuthenticationException;
import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.pairing.PairingException;
import one.commserver.connection.ConnectionError;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.jspecify.annotations.Nullable;

import reactor.core.Exceptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/// What a failure of the client library is for a command.
public final class Causes {

    private Causes() {}

    /// Says how a command ends by it; a [Failure] stays what it is.
    public static Failure of(Throwable thrown) {
        Throwable cause = Exceptions.unwrap(thrown);
        return switch (cause) {
            case Failure known -> known;
            case ConnectionError unreachable -> unreachable(unreachable);
            case AuthenticationException refused -> refused(refused);
            case PairingException wrong -> pairing(wrong);
            case ClientException failed -> client(failed);
            case EncryptionException broken -> encryption(broken);
            case UncheckedIOException disk -> Failure.lasting(ExitStatus.IO, sentence(disk), disk);
            case IOException disk -> Failure.lasting(ExitStatus.IO, sentence(disk), disk);
            case InterruptedException stopped -> interrupted(stopped);
            default ->
                    cause.getCause() instanceof InterruptedException stopped
                            ? interrupted(stopped)
                            : Failure.lasting(ExitStatus.SOFTWARE, "this program has failed: " + cause, cause);
        };
    }

    private static Failure interrupted(InterruptedException stopped) {
        return Failure.lasting(ExitStatus.INTERRUPTED, "interrupted", stopped);
    }

    private static Failure unreachable(ConnectionError failed) {
        return Failure.passing(
                ExitStatus.UNAVAILABLE,
                "the server " + failed.route().destination() + " can't be reached: " + root(failed),
                failed);
    }

    private static Failure refused(AuthenticationException refused) {
        String sentence = "the server refuses this client: " + refused.getMessage();
        if (isCode(refused.error(), ErrorCode.AUTH_AUDIENCE)) {
            sentence = "the server doesn't answer to the name by which it was reached (commserver.handshake.audiences)";
        }
        return refused.reconnect() == CloseReason.Reconnect.NO
                ? Failure.lasting(ExitStatus.UNAVAILABLE, sentence, refused)
                : Failure.passing(ExitStatus.UNAVAILABLE, sentence, refused);
    }

    private static Failure pairing(PairingException wrong) {
        return switch (wrong.reason()) {
            case MALFORMED_LINK, MALFORMED_INVITE, WRONG_SECRET, NOT_SIGNED, TOO_LONG, OWN, NOT_CONCERNED ->
                    Failure.lasting(
                            ExitStatus.BAD_DATA, "the invite isn't a whole and true one: " + word(wrong), wrong);
            case EXPIRED -> Failure.lasting(ExitStatus.REFUSED, "the invite has expired", wrong);
            case USED_UP -> Failure.lasting(ExitStatus.REFUSED, "the invite was used by somebody else", wrong);
            case REVOKED -> Failure.lasting(ExitStatus.REFUSED, "the invite was revoked", wrong);
            case NO_PROOF, NO_IDENTITY_PROOF, FULL, UNKNOWN_REQUIREMENT, OTHER_TRUST_LEVEL ->
                    Failure.lasting(
                            ExitStatus.PROTOCOL,
                            "what the server says of the invite doesn't hold: " + word(wrong),
                            wrong);
        };
    }

    private static String word(PairingException wrong) {
        return wrong.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Failure client(ClientException failed) {
        return switch (failed) {
            case ClientException.RequestRefused refused -> refused(refused);
            case ClientException.ServerViolation lying -> Failure.lasting(ExitStatus.PROTOCOL, sentence(lying), lying);
            case ClientException.SessionClosed over ->
                    Failure.lasting(ExitStatus.UNAVAILABLE, "the connection to the server has ended", over);
            case ClientException.LinkClosed lost ->
                    lost.mayPass() && lost.end().reconnect() != CloseReason.Reconnect.NO
                            ? Failure.passing(ExitStatus.TRY_AGAIN, "the connection to the server was lost", lost)
                            : Failure.lasting(ExitStatus.UNAVAILABLE, sentence(lost), lost);
            case ClientException.ChannelClosed gone ->
                    Failure.passing(ExitStatus.TRY_AGAIN, "the connection to the other side was lost", gone);
            case ClientException.RequestTimedOut late ->
                    Failure.passing(ExitStatus.TRY_AGAIN, "the server doesn't answer", late);
            case ClientException.TooManyRequests busy -> Failure.passing(ExitStatus.TRY_AGAIN, sentence(busy), busy);
            case ClientException.LimitReached full -> Failure.passing(ExitStatus.TRY_AGAIN, sentence(full), full);
        };
    }

    private static Failure refused(ClientException.RequestRefused refused) {
        ErrorMessage error = refused.error();
        return switch (ErrorCode.ofWireName(error.code()).orElse(ErrorCode.INTERNAL_ERROR)) {
            case INVITE_UNKNOWN ->
                    Failure.lasting(ExitStatus.REFUSED, "the server doesn't know the invite, or not any more", refused);
            case INVITE_EXPIRED -> Failure.lasting(ExitStatus.REFUSED, "the invite has expired", refused);
            case INVITE_USED_UP -> Failure.lasting(ExitStatus.REFUSED, "the invite was used by somebody else", refused);
            case INVITE_REVOKED -> Failure.lasting(ExitStatus.REFUSED, "the invite was revoked", refused);
            case PEER_UNREACHABLE, OFFER_TIMEOUT ->
                    Failure.passing(ExitStatus.TRY_AGAIN, "the other side isn't there", refused);
            case CHANNEL_REJECTED -> Failure.passing(ExitStatus.TRY_AGAIN, "the other side is busy", refused);
            default ->
                    refused.mayPass()
                            ? Failure.passing(ExitStatus.UNAVAILABLE, sentence(refused), refused)
                            : Failure.lasting(ExitStatus.UNAVAILABLE, sentence(refused), refused);
        };
    }

    private static Failure encryption(EncryptionException broken) {
        return switch (broken.reason()) {
            case TRUNCATED, CLOSED, TIMED_OUT ->
                    Failure.passing(ExitStatus.TRY_AGAIN, "the connection to the other side was lost", broken);
            case MALFORMED,
                    UNEXPECTED,
                    IDENTITY,
                    NO_COMMON_SUITE,
                    DOWNGRADE,
                    KEY_SHARE,
                    SIGNATURE,
                    CONFIRMATION,
                    RECORD,
                    TOO_LARGE ->
                    Failure.lasting(
                            ExitStatus.PROTOCOL, "the encryption isn't to be trusted: " + sentence(broken), broken);
        };
    }

    private static boolean isCode(@Nullable ErrorMessage error, ErrorCode code) {
        return error != null && error.code().equals(code.wireName());
    }

    /// The innermost cause says most, and its sentence is in no exception's around it.
    private static String root(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 16; depth++) {
            cause = cause.getCause();
        }
        return sentence(cause);
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
