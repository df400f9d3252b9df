package one.commserver.client.sync;

/// A small object.
///
/// @param id names it among those of this identity in the mailbox: 1 to 64 of `A-Z a-z 0-9 . _ -`, never used twice
/// @param content isn't copied
@SuppressWarnings("ArrayRecordComponent") // it is on its way, never compared
public record Letter(String id, byte[] content) {

    @Override
    public String toString() {
        return "Letter[" + id + ", " + content.length + " bytes]";
    }
}
