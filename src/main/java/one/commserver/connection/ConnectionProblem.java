package one.commserver.connection;

import one.commserver.protocol.ErrorCode;

/// Something that went wrong with a connection, as statistics and reports show it.
///
/// @param error what happened, in a sentence without secrets
/// @param type the part of the protocol
/// @param severity how bad it is
public record ConnectionProblem(String error, ErrorCode.Category type, ErrorCode.Severity severity) {

    /// An error that was told to a client, or that a client was told.
    public static ConnectionProblem of(ErrorCode code) {
        return new ConnectionProblem(code.wireName(), code.category(), code.severity());
    }
}
