package one.commserver.cli;

import one.commserver.connection.NanoClock;
import one.commserver.terminal.Progress;
import one.commserver.wire.Printable;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/// What a command says: results to standard output, everything else to standard error. No line holds anything that a
/// terminal would obey.
///
/// @param terminal whether somebody watches standard error
/// @param columns how many characters fit into a line there
/// @param clock for the display of a transfer
record Output(PrintStream out, PrintStream err, boolean terminal, IntSupplier columns, NanoClock clock) {

    private static final int LONGEST = 2000;

    /// What stands behind the `#` of an invite's link. Who mistypes a command line finds it in a sentence about that,
    /// and such a sentence may go to a log.
    private static final Pattern SECRET = Pattern.compile("#[A-Za-z0-9_-]{64,}(\\.[A-Za-z0-9_-]*)?");

    /// A line of the result, as it is.
    void result(String line) {
        out.println(line);
        out.flush();
    }

    /// A sentence for whoever watches.
    void say(String line) {
        err.println(Printable.of(SECRET.matcher(line).replaceAll("#…"), LONGEST));
    }

    /// Where in the program a failure comes from. The sentences in it may be a server's.
    void trace(Throwable failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().map(line -> line.replace("\t", "    ")).forEach(this::say);
    }

    /// A failure for whoever watches, as a sentence.
    ///
    /// @param what without a capital letter and a full stop
    void complain(String what) {
        say(what.isEmpty() ? what : Character.toUpperCase(what.charAt(0)) + what.substring(1) + ".");
    }

    /// A drawing for whoever watches.
    void draw(String lines) {
        err.print(lines);
        err.flush();
    }

    /// Whether a character can be shown.
    boolean canShow(char character) {
        return err.charset().canEncode() && err.charset().newEncoder().canEncode(character);
    }

    /// The display of one transfer.
    ///
    /// @param alone whether nothing else is printed meanwhile
    Progress progress(String label, long before, long total, boolean alone) {
        return new Progress(err, terminal && alone ? columns.getAsInt() : 0, clock, label, before, total);
    }
}
