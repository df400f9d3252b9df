package one.commserver.soak.figures;

import java.util.Arrays;

/// What was found of a figure.
///
/// @param first in the first window
/// @param last in the last window
/// @param slope for each hour
/// @param most how much it may be thought to grow in an hour
public record Judgement(Figure figure, double first, double last, Slope slope, double most) {

    /// How many windows a run is cut into. In an hour each is longer than anything is remembered here.
    public static final int WINDOWS = 24;

    /// Of the whole run behind its beginning.
    public static Judgement of(Figure figure, Series series) {
        Series windows = series.windows(Math.min(WINDOWS, series.values().length));
        double[] sorted = windows.values().clone();
        Arrays.sort(sorted);
        double most = Math.max(figure.floor(), figure.bound() * Slope.median(sorted));
        return new Judgement(figure, windows.first(), windows.last(), windows.slope(), most);
    }

    /// Whether it grows beyond doubt.
    public boolean grows() {
        return slope.low() > 0;
    }

    /// Whether it might grow by more than is tolerated, for all that is known: as bad, since the run proves nothing.
    public boolean mightGrow() {
        return slope.high() > most;
    }

    /// Whether it is nothing to worry about.
    public boolean holds() {
        return !figure.judged() || (!grows() && !mightGrow());
    }

    /// In a word or two.
    public String verdict() {
        if (!figure.judged()) {
            return "not judged";
        }
        if (grows()) {
            return "**grows**";
        }
        return mightGrow() ? "**unclear**" : slope.high() < 0 ? "falls" : "level";
    }
}
