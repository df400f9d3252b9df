package one.commserver.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// How something grows, as SVG: a line for each who is compared, over a number whose axis has equal steps for equal
/// factors. The other axis begins at zero.
public final class LinePlot {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int RIGHT = 620;
    private static final int TOP = 60;
    private static final int BOTTOM = 250;
    private static final int HALF_MARK = 3;
    private static final int LINES = 4;

    /// Told apart by those who see few colours, too.
    private static final List<String> COLOURS = List.of("#3b6ea5", "#c8662b", "#3f7f4c", "#8a4f9e", "#6b6b6b");

    private final String title;
    private final String across;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    private record Point(double x, double y) {}

    /// @param title says what is drawn, and its unit
    /// @param across says what the number is
    public LinePlot(String title, String across) {
        this.title = title;
        this.across = across;
    }

    /// One more point of a line.
    ///
    /// @param x above zero
    /// @param y not below zero
    public void point(String line, double x, double y) {
        lines.computeIfAbsent(line, name -> new ArrayList<>()).add(new Point(x, y));
    }

    /// The whole image.
    ///
    /// @throws IllegalStateException if there is no point
    public String asSvg() {
        List<Double> numbers = all(Point::x).stream().distinct().sorted().toList();
        if (numbers.isEmpty()) {
            throw new IllegalStateException("nothing to draw");
        }
        double most = round(all(Point::y).stream().mapToDouble(y -> y).max().orElse(1));
        var svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"
                            font-family="sans-serif" font-size="12">
                        <rect width="100%%" height="100%%" fill="#ffffff"/>
                        """,
                        WIDTH,
                        HEIGHT));
        text(svg, "start", 10, 20, "font-weight=\"bold\" ", title);
        for (int i = 0; i <= LINES; i++) {
            double value = most * i / LINES;
            double y = height(value, most);
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#d8d8d8\"/>%n",
                            LEFT,
                            y,
                            RIGHT,
                            y));
            text(svg, "end", LEFT - 8, y + 4, "", number(value));
        }
        for (double x : numbers) {
            text(svg, "middle", place(x, numbers), BOTTOM + 18, "", number(x));
        }
        text(svg, "middle", (LEFT + RIGHT) / 2.0, BOTTOM + 38, "", across);
        int turn = 0;
        double keyAt = LEFT;
        for (var line : lines.entrySet()) {
            String colour = COLOURS.get(turn++ % COLOURS.size());
            line(svg, line.getValue(), colour, numbers, most);
            mark(svg, keyAt, 38, colour);
            text(svg, "start", keyAt + 10, 42, "", line.getKey());
            keyAt += 28 + 7 * line.getKey().length();
        }
        return svg.append("</svg>\n").toString();
    }

    private static void line(StringBuilder svg, List<Point> points, String colour, List<Double> numbers, double most) {
        svg.append("<polyline fill=\"none\" stroke=\"").append(colour).append("\" stroke-width=\"2\" points=\"");
        for (Point point : points) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", place(point.x(), numbers), height(point.y(), most)));
        }
        svg.append("\"/>\n");
        for (Point point : points) {
            mark(svg, place(point.x(), numbers), height(point.y(), most), colour);
        }
    }

    private static void mark(StringBuilder svg, double x, double y, String colour) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"/>%n",
                        x,
                        y,
                        HALF_MARK,
                        colour));
    }

    private List<Double> all(ToDoubleFunction<Point> part) {
        return lines.values().stream().flatMap(List::stream).map(part::applyAsDouble).toList();
    }

    private static double place(double x, List<Double> numbers) {
        double least = Math.log(numbers.getFirst());
        double span = Math.log(numbers.getLast()) - least;
        double margin = 20;
        double part = span == 0 ? 0.5 : (Math.log(x) - least) / span;
        return LEFT + margin + part * (RIGHT - LEFT - 2 * margin);
    }

    private static double height(double y, double most) {
        return BOTTOM - (BOTTOM - TOP) * y / most;
    }

    /// The next number above that is easy to divide by four.
    private static double round(double value) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-9))));
        for (double step : List.of(1.0, 2.0, 4.0, 8.0)) {
            if (value <= step * unit) {
                return step * unit;
            }
        }
        return 10 * unit;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%.2f", value);
    }

    private static void text(StringBuilder svg, String anchor, double x, double y, String more, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" %stext-anchor=\"%s\" fill=\"#202020\">%s</text>%n",
                        x,
                        y,
                        more,
                        anchor,
                        escaped));
    }
}
