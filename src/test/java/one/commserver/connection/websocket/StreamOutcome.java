package one.commserver.connection.websocket;

import one.commserver.protocol.ErrorCode;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What became of a stream of bytes.
///
/// @param messages those that came through, in order
/// @param pongs the payloads of the answers to pings, in hexadecimal
/// @param close the close frame that was answered; null: none came
/// @param violation what was broken; null: nothing
record StreamOutcome(
        List<String> messages, List<String> pongs, @Nullable String close, @Nullable ErrorCode violation) {}
