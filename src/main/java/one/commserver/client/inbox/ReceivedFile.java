package one.commserver.client.inbox;

import one.commserver.crypto.Identity;

import java.nio.file.Path;
import java.time.Instant;

/// An object that has come completely, in a [DirectoryInbox].
///
/// @param number counts what has come there, in the order in which it was complete
/// @param sender who has signed it
/// @param id the sender's name for it, which is no file's name
/// @param sent when, by the sender's clock
/// @param stored since when the server has had its first part, by its word
/// @param size in bytes
/// @param content the file that holds it; the inbox's until it is removed, not to be changed
public record ReceivedFile(
        long number, Identity sender, String id, Instant sent, Instant stored, long size, Path content) {}
