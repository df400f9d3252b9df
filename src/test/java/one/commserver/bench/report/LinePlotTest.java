package one.commserver.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

class LinePlotTest {

    @Test
    void eachLineGoesThroughItsPoints() throws Exception {
        var plot = new LinePlot("time, ns", "entries");
        plot.point("first", 1, 10);
        plot.point("first", 1000, 20);
        plot.point("other", 1, 0);

        List<Element> lines = elements(plot, "polyline");

        assertThat(lines).hasSize(2);
        assertThat(points(lines.getFirst())).hasSize(2);
        assertThat(points(lines.getLast())).hasSize(1);
    }

    @Test
    void equalFactorsAreEqualSteps() throws Exception {
        var plot = new LinePlot("time, ns", "entries");
        for (int number : new int[] {1, 10, 100, 10_000}) {
            plot.point("line", number, 5);
        }

        List<double[]> points = points(elements(plot, "polyline").getFirst());

        double step = points.get(1)[0] - points.get(0)[0];
        assertThat(step).isPositive();
        assertThat(points.get(2)[0] - points.get(1)[0]).isCloseTo(step, within());
        assertThat(points.get(3)[0] - points.get(2)[0]).isCloseTo(2 * step, within());
    }

    /// Zero lies on the lowest line, and twice as much is twice as high.
    @Test
    void heightIsInProportion() throws Exception {
        var plot = new LinePlot("time, ns", "entries");
        plot.point("line", 1, 0);
        plot.point("line", 2, 3);
        plot.point("line", 4, 6);

        List<double[]> points = points(elements(plot, "polyline").getFirst());

        double bottom = points.getFirst()[1];
        assertThat(elements(plot, "line"))
                .allSatisfy(
                        line -> assertThat(Double.parseDouble(line.getAttribute("y1"))).isLessThanOrEqualTo(bottom));
        assertThat(bottom - points.get(2)[1]).isCloseTo(2 * (bottom - points.get(1)[1]), within()).isPositive();
    }

    @Test
    void oneNumberIsDrawnToo() throws Exception {
        var plot = new LinePlot("a < b & c", "entries");
        plot.point("line", 7, 1);

        assertThat(points(elements(plot, "polyline").getFirst())).hasSize(1);
        assertThat(elements(plot, "text")).anyMatch(text -> text.getTextContent().equals("a < b & c"));
    }

    @Test
    void withoutPointsThereIsNothingToDraw() {
        var plot = new LinePlot("time, ns", "entries");

        assertThatIllegalStateException().isThrownBy(plot::asSvg);
    }

    private static Offset<Double> within() {
        return Offset.offset(0.2);
    }

    private static List<Element> elements(LinePlot plot, String name) throws Exception {
        Document document =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(plot.asSvg().getBytes(StandardCharsets.UTF_8)));
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
    }

    private static List<double[]> points(Element line) {
        return List.of(line.getAttribute("points").strip().split(" ", -1)).stream()
                .map(point -> point.split(",", -1))
                .map(point -> new double[] {Double.parseDouble(point[0]), Double.parseDouble(point[1])})
                .toList();
    }
}
