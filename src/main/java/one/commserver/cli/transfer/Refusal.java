package one.commserver.cli.transfer;

import java.util.Arrays;
import java.util.Optional;

/// Why one end of a transfer can't go on, as it tells the other one.
///
/// Reference: docs/cli.md, on the wire.
public enum Refusal {
    /// There is a file of that name already.
    NAME_TAKEN(1, "there is a file of that name already"),
    /// There is no room for the rest.
    NO_ROOM(2, "there isn't room enough on the disk"),
    /// The bytes aren't those that were announced.
    OTHER_DIGEST(3, "what came isn't what was announced"),
    /// Reading or writing failed.
    IO_FAILED(4, "reading or writing failed"),
    /// The file isn't what it was when it was announced.
    FILE_CHANGED(5, "the file was changed meanwhile");

    private final int code;
    private final String sentence;

    Refusal(int code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    int code() {
        return code;
    }

    /// In words.
    public String sentence() {
        return sentence;
    }

    static Optional<Refusal> ofCode(int code) {
        return Arrays.stream(values()).filter(refusal -> refusal.code == code).findFirst();
    }
}
