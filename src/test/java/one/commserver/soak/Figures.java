package one.commserver.soak;

import one.commserver.soak.figures.Figure;
import one.commserver.soak.figures.Sample;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What must not grow.
final class Figures {

    /// Of what the server itself keeps: each entry of each of its maps and queues is an object of one of its classes.
    static final String OWN = "one.commserver.";

    /// Whatever is done, is done more than twice as often in an hour: what keeps one object each time is seen.
    private static final double LEAST = 150;

    private static final double MIB = 1 << 20;

    private static final String POOL = "commserver_buffers_used_bytes{memory=\"direct\"}";

    private Figures() {}

    static List<Figure> all() {
        var figures = new ArrayList<Figure>();
        figures.add(bytes("heap behind a full collection", 0.03, 0, true, sample -> sample.heap().bytes()));
        figures.add(bytes("memory outside of the heap", 0.05, 1, true, Sample::direct));
        figures.add(bytes("the network's pool of it", 0.05, 1, true, sample -> sample.series(POOL)));
        figures.add(bytes("compiled code and classes", 0, 0, false, Sample::code));
        figures.add(bytes("resident memory", 0, 0, false, Sample::resident));
        figures.add(count("file descriptors", 0.02, 2, Sample::descriptors));
        figures.add(count("threads", 0.02, 1, Sample::threadCount));
        figures.add(count("open connections", 0.02, 2, sample -> sample.meter("commserver_connection_open")));
        figures.add(count("sessions waiting", 0.1, 5, sample -> sample.meter("commserver_relay_sessions_parked")));
        figures.add(count("channels", 0.02, 2, sample -> sample.meter("commserver_relay_channels")));
        figures.add(count("announcements", 0.1, 5, sample -> sample.meter("commserver_discovery_entries")));
        figures.add(count("mailboxes", 0.1, 5, sample -> sample.meter("commserver_mailbox_mailboxes")));
        for (String name : List.of("connection", "limits", "registry", "relay", "pairing", "discovery", "mailbox")) {
            String prefix = OWN + name + ".";
            figures.add(count("objects of `" + name + "`", 0.1, LEAST, sample -> sample.heap().count(prefix)));
        }
        figures.add(count("objects of all own classes", 0.1, LEAST, sample -> sample.heap().count(OWN)));
        return figures;
    }

    private static Figure bytes(
            String name, double bound, double floor, boolean judged, ToDoubleFunction<Sample> figure) {
        return new Figure(name, "MiB", bound, floor, judged, sample -> figure.applyAsDouble(sample) / MIB);
    }

    private static Figure count(String name, double bound, double floor, ToDoubleFunction<Sample> figure) {
        return new Figure(name, "", bound, floor, true, figure);
    }
}
