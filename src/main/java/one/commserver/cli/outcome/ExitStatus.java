package one.commserver.cli.outcome;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a command tells the shell. The numbers are those of `sysexits.h` where that has one.
public enum ExitStatus {
    /// All went well.
    DONE(0, "it is done"),
    /// The verdict of `doctor`.
    UNHEALTHY(1, "something of the deployment doesn't work"),
    /// The command line can't be understood.
    USAGE(64, "the command line makes no sense"),
    /// An invite, or a file that isn't the one that was announced.
    BAD_DATA(65, "the invite isn't one, or what came isn't what was announced"),
    /// Nothing can be sent.
    NO_INPUT(66, "FILE can't be read"),
    /// Nothing works without a server.
    UNAVAILABLE(69, "the server can't be reached, or refuses"),
    /// A failure of this program.
    SOFTWARE(70, "this program has failed"),
    /// Nothing can be received there.
    CANNOT_CREATE(73, "the file's name is taken, or nothing can be written there"),
    /// Amid a transfer.
    IO(74, "reading or writing failed, or the disk is full"),
    /// The same again may go well.
    TRY_AGAIN(75, "the other side didn't come, or not again, in time"),
    /// The other side, or the server, isn't to be trusted, or speaks another version.
    PROTOCOL(76, "the other side or the server broke the rules"),
    /// The invite doesn't let this receiver in.
    REFUSED(77, "the invite was used, was revoked, has expired, or isn't known to the server"),
    /// Somebody has pressed Ctrl-C: what shells and Java say then.
    INTERRUPTED(130, "it was interrupted");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// What the process ends with.
    public int code() {
        return code;
    }

    /// In a few words, for whoever reads `--help`.
    public String meaning() {
        return meaning;
    }

    /// Some of them as a list for `--help`: code and meaning, in order.
    public static Map<String, String> listed(ExitStatus... some) {
        Map<String, String> list = new LinkedHashMap<>();
        for (ExitStatus status : some) {
            list.put(Integer.toString(status.code), status.meaning);
        }
        return list;
    }
}
