package one.commserver.soak.figures;

import java.util.Arrays;
import java.util.Locale;

/// Each series by itself, one below the other, from zero up to a little more than its highest value: what is level
/// looks level. As SVG.
public final class Plot {

    private static final int WIDTH = 720;
    private static final int LEFT = 230;
    private static final int RIGHT = 90;
    private static final int HEIGHT = 54;
    private static final int GAP = 14;
    private static final double ROOM = 1.15;

    private final StringBuilder body = new StringBuilder();
    private int y = GAP;

    /// One more.
    ///
    /// @param name stands beside it
    /// @param judged its windows are drawn over the samples
    public void add(String name, Series series, Series judged) {
        double most = Math.max(1e-9, ROOM * Arrays.stream(series.values()).max().orElse(1));
        rectangle();
        text("end", LEFT - 10, y + HEIGHT / 2 + 4, name);
        text("start", WIDTH - RIGHT + 6, y + HEIGHT / 2 + 4, String.format(Locale.ROOT, "%,.1f", judged.last()));
        double start = series.hours()[0];
        double hours = Math.max(1e-9, series.hours()[series.hours().length - 1] - start);
        line(series, start, hours, most, "#b8cce4", 1);
        line(judged, start, hours, most, "#3b6ea5", 2);
        y += HEIGHT + GAP;
    }

    private void line(Series series, double start, double hours, double most, String colour, int width) {
        var points = new StringBuilder();
        for (int i = 0; i < series.values().length; i++) {
            double across = (WIDTH - LEFT - RIGHT) * (series.hours()[i] - start) / hours;
            double up = HEIGHT * series.values()[i] / most;
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + across, y + HEIGHT - up));
        }
        body.append(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>%n"
                        .formatted(points.toString().strip(), colour, width));
    }

    private void rectangle() {
        body.append(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f4f4f4\"/>%n"
                        .formatted(LEFT, y, WIDTH - LEFT - RIGHT, HEIGHT));
    }

    private void text(String anchor, int x, int at, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        body.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#202020\">%s</text>%n"
                        .formatted(x, at, anchor, escaped));
    }

    /// The whole image.
    public String asSvg() {
        return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        %s</svg>
        """
                .formatted(WIDTH, y, body);
    }
}
