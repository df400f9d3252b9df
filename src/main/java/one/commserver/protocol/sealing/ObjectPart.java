package one.commserver.protocol.sealing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;

import java.time.Instant;
import java.util.regex.Pattern;

/// Which part of which object something is. All of it can be read by the server.
///
/// Spec: chapter 9, sealing.
///
/// @param id the object's, the sender's choice: 1 to [#MAX_ID] of `A-Z a-z 0-9 . _ -`
/// @param series [#SERIES_BYTES] random bytes, the same in all parts of one object and in no other one, so that parts
///     of two objects of one id can't be mixed
/// @param part from 1 to `parts`
/// @param parts how many the object has: 1 to [#MAX_PARTS]
/// @param sent when, by the sender's clock; whole milliseconds
public record ObjectPart(String id, Bytes series, int part, int parts, Instant sent) {

    /// Characters of an id.
    public static final int MAX_ID = 64;

    /// Bytes of a series.
    public static final int SERIES_BYTES = 16;

    /// Parts of one object.
    public static final int MAX_PARTS = 100_000;

    /// Digits of such a number.
    static final int MAX_DIGITS = 6;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_ID + "}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0," + (MAX_DIGITS - 1) + "}");

    /// @throws InvalidSealedObjectException if a field breaks its rule
    public ObjectPart {
        if (!NAME.matcher(id).matches()) {
            throw new InvalidSealedObjectException("An object's id is a name of 1 to " + MAX_ID + " characters.");
        }
        if (series.length() != SERIES_BYTES) {
            throw new InvalidSealedObjectException("A series has " + SERIES_BYTES + " bytes.");
        }
        if (parts < 1 || parts > MAX_PARTS || part < 1 || part > parts) {
            throw new InvalidSealedObjectException("An object has 1 to " + MAX_PARTS + " parts, counted from 1.");
        }
        if (!Moments.isExact(sent)) {
            throw new InvalidSealedObjectException("An object is sent at a whole millisecond.");
        }
    }

    /// The only part of an object.
    ///
    /// @param sent cut to milliseconds
    public static ObjectPart single(String id, Instant sent) {
        return first(id, 1, sent);
    }

    /// The first part of an object, with a series of its own.
    ///
    /// @param sent cut to milliseconds
    public static ObjectPart first(String id, int parts, Instant sent) {
        Bytes series = Bytes.of(Randomness.bytes(SERIES_BYTES));
        return new ObjectPart(id, series, 1, parts, Moments.cut(sent));
    }

    /// Another part of the same object.
    public ObjectPart at(int number) {
        return new ObjectPart(id, series, number, parts, sent);
    }

    /// Whether both are of one object.
    public boolean isOfOneObjectWith(ObjectPart other) {
        return id.equals(other.id) && series.equals(other.series) && parts == other.parts;
    }

    /// The number in its one spelling, without sign and zeros in front.
    ///
    /// @throws InvalidSealedObjectException for anything else
    static int number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new InvalidSealedObjectException("A part is counted in decimal digits, without zeros in front.");
        }
        return Integer.parseInt(text);
    }
}
