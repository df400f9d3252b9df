package one.commserver.soak;

import one.commserver.bench.machine.Machine;
import one.commserver.bench.report.Table;
import one.commserver.soak.figures.ByClass;
import one.commserver.soak.figures.Figure;
import one.commserver.soak.figures.Histogram;
import one.commserver.soak.figures.Judgement;
import one.commserver.soak.figures.Plot;
import one.commserver.soak.figures.Sample;
import one.commserver.soak.figures.Series;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// All samples of a run, and what they say.
final class Journal {

    private static final Path DOCUMENT = Path.of("docs", "soak.md");
    private static final String PLOT = "soak.svg";
    private static final String BEGIN = "<!-- figures: written by the soak -->";
    private static final String END = "<!-- end of figures -->";
    private static final double NANOS_OF_AN_HOUR = Duration.ofHours(1).toNanos();

    /// So many classes are named.
    private static final int NAMED = 8;

    private static final double KIB = 1024;

    private final List<Sample> samples = new ArrayList<>();
    private final ByClass classes = new ByClass();
    private final Duration warmUp;

    /// @param warmUp what is taken before that is drawn and not judged
    Journal(Duration warmUp) {
        this.warmUp = warmUp;
    }

    /// Of other classes than the server's own the bytes are kept, and three whole counts in files: the first one, the
    /// first behind the warm-up, and the latest.
    void add(Sample sample) throws IOException {
        long since = samples.isEmpty() ? 0 : sample.nanos() - samples.getFirst().nanos();
        keep(samples.isEmpty() ? "first" : since < warmUp.toNanos() ? "warm" : "last", sample.heap());
        classes.add(sample.heap());
        samples.add(
                new Sample(
                        sample.nanos(),
                        sample.heap().only(Figures.OWN),
                        sample.direct(),
                        sample.code(),
                        sample.resident(),
                        sample.descriptors(),
                        sample.threads(),
                        sample.meters()));
        String line = Figures.all().stream().map(each -> number(each.of().applyAsDouble(sample))).collect(tabs());
        Files.writeString(
                Stand.REPORTS.resolve("samples.tsv"),
                samples.stream().map(Journal::line).collect(Collectors.joining("\n", heads(), "\n")));
        // for whoever waits for an hour
        System.out.println(samples.size() + "\t" + line);
    }

    private static String heads() {
        return "hour\t" + Figures.all().stream().map(Figure::name).collect(tabs()) + "\n";
    }

    private static String line(Sample sample) {
        return sample.nanos() / NANOS_OF_AN_HOUR
                + "\t"
                + Figures.all().stream().map(each -> number(each.of().applyAsDouble(sample))).collect(tabs());
    }

    private static Collector<CharSequence, ?, String> tabs() {
        return Collectors.joining("\t");
    }

    private static void keep(String name, Histogram heap) throws IOException {
        Files.writeString(
                Stand.REPORTS.resolve(name + "-heap.tsv"),
                heap.instances().entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "\t" + entry.getValue() + "\t" + heap.sizes().get(entry.getKey()))
                        .collect(Collectors.joining("\n")));
    }

    private Series series(ToDoubleFunction<Sample> figure) {
        return new Series(
                samples.stream().mapToDouble(sample -> sample.nanos() / NANOS_OF_AN_HOUR).toArray(),
                samples.stream().mapToDouble(figure).toArray());
    }

    List<Judgement> judgements() {
        return Figures.all().stream().map(figure -> Judgement.of(figure, series(figure.of()).behind(warmUp))).toList();
    }

    /// The server's own classes of which there are ever more, for whoever looks for what is kept.
    List<String> growingClasses() {
        var names = new TreeSet<String>();
        samples.forEach(sample -> names.addAll(sample.heap().instances().keySet()));
        return names.stream()
                .filter(name -> !name.contains("$$Lambda"))
                .map(name -> new Figure(name, "", 0, 0, true, sample -> sample.heap().count(name)))
                .map(figure -> Judgement.of(figure, series(figure.of()).behind(warmUp)))
                .filter(Judgement::grows)
                .map(each -> each.figure().name() + " " + number(each.first()) + " → " + number(each.last()))
                .toList();
    }

    /// Writes it to `target`, and to the documentation if that is wanted.
    ///
    /// @param facts stand before the table
    void publish(List<String> facts, boolean write) throws IOException {
        var text = new StringBuilder("- Machine: " + Machine.description() + ".\n");
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        text.append("- ").append(grown()).append('\n');
        text.append("\n").append(table()).append("\n![Each figure over the run](").append(PLOT).append(")\n");
        // the result of the command
        System.out.println(text);
        Files.writeString(Stand.REPORTS.resolve("soak.md"), text);
        Files.writeString(Stand.REPORTS.resolve(PLOT), plot());
        if (write) {
            String document = Files.readString(DOCUMENT);
            int begin = document.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(
                    DOCUMENT, document.substring(0, begin) + "\n" + text + document.substring(document.indexOf(END)));
            Files.writeString(DOCUMENT.resolveSibling(PLOT), plot());
        }
    }

    /// Of the whole heap, whoever's classes they are.
    private String grown() {
        Series all = series(Sample::nanos);
        List<ByClass.Growth> grown = classes.growth(all.values().length - all.behind(warmUp).values().length);
        return "Classes whose objects took a KiB more at the end, or above: "
                + (grown.isEmpty()
                        ? "none."
                        : grown.stream()
                                .limit(NAMED)
                                .map(each ->
                                        "`%s` %s → %s KiB"
                                                .formatted(
                                                        each.name(),
                                                        number(each.first() / KIB),
                                                        number(each.last() / KIB)))
                                .collect(Collectors.joining(", ", "", grown.size() > NAMED ? ", …" : ".")));
    }

    private String table() {
        var table = new Table("", "first", "last", "slope for each hour", "interval", "tolerated", "it is");
        for (Judgement each : judgements()) {
            Figure figure = each.figure();
            table.row(
                    figure.unit().isEmpty() ? figure.name() : figure.name() + ", " + figure.unit(),
                    number(each.first()),
                    number(each.last()),
                    signed(each.slope().perUnit()),
                    signed(each.slope().low()) + " to " + signed(each.slope().high()),
                    figure.judged() ? signed(each.most()) : "",
                    each.verdict());
        }
        return table.toString();
    }

    private String plot() {
        var plot = new Plot();
        for (Figure figure : Figures.all()) {
            Series all = series(figure.of());
            Series judged = all.behind(warmUp);
            plot.add(
                    (figure.unit().isEmpty() ? figure.name() : figure.name() + ", " + figure.unit()).replace("`", ""),
                    all,
                    judged.windows(Math.min(Judgement.WINDOWS, judged.values().length)));
        }
        return plot.asSvg();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }

    private static String signed(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%+,.2f", value);
    }
}
