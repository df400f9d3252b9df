package one.commserver.bench.report;

import java.util.ArrayList;
import java.util.List;

/// Bars in groups, as SVG: one group below the other, each with a scale of its own.
public final class BarPlot {

    private static final int WIDTH = 640;
    private static final int LEFT = 190;
    private static final int LONGEST = 370;
    private static final int STEP = 24;
    private static final int BAR = 15;
    private static final int HEADING = 34;

    private final List<Group> groups = new ArrayList<>();

    private record Bar(String name, double value) {}

    private record Group(String title, List<Bar> bars) {}

    /// Another group.
    public void group(String title) {
        groups.add(new Group(title, new ArrayList<>()));
    }

    /// Another bar in the last group.
    ///
    /// @param value above zero
    public void bar(String name, double value) {
        groups.getLast().bars().add(new Bar(name, value));
    }

    /// The whole image.
    public String asSvg() {
        int height = 10 + groups.stream().mapToInt(group -> HEADING + STEP * group.bars().size()).sum();
        var svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                """
                        .formatted(WIDTH, height));
        int y = 0;
        for (Group group : groups) {
            text(svg, "start", 10, y + HEADING - 10, "font-weight=\"bold\" ", group.title());
            y += HEADING;
            double most = group.bars().stream().mapToDouble(Bar::value).max().orElse(1);
            for (Bar bar : group.bars()) {
                long length = Math.max(1, Math.round(LONGEST * bar.value() / most));
                text(svg, "end", LEFT - 8, y + BAR - 3, "", bar.name());
                svg.append(
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#3b6ea5\"/>%n"
                                .formatted(LEFT, y, length, BAR));
                text(svg, "start", LEFT + (int) length + 6, y + BAR - 3, "", "%.2f".formatted(bar.value()));
                y += STEP;
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void text(StringBuilder svg, String anchor, int x, int y, String more, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(
                "<text x=\"%d\" y=\"%d\" %stext-anchor=\"%s\" fill=\"#202020\">%s</text>%n"
                        .formatted(x, y, more, anchor, escaped));
    }
}
