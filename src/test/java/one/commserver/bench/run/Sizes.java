package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Load;
import one.commserver.bench.load.Saturated;
import one.commserver.bench.report.Section;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/// Messages that are smaller or larger than usual.
public final class Sizes {

    private static final int SMALL = 64;
    private static final int SMALL_WINDOW = 16;
    private static final int LARGE = 64 * 1024;

    /// A quarter of the credit of a channel.
    private static final int LARGE_WINDOW = 4;

    private Sizes() {}

    /// Measures at all of these.
    public static List<Section> measure(Lab lab, List<Contender> contenders) throws Exception {
        var loads = new LinkedHashMap<String, Function<Contender, Load>>();
        loads.put("64 bytes", each -> new Saturated(each.pairs(), SMALL_WINDOW, SMALL));
        loads.put("64 KiB", each -> new Saturated(each.pairs(), LARGE_WINDOW, LARGE));
        for (Contender each : contenders) {
            lab.warmUp(each, loads, lab.settings().shortWarmUp());
        }
        return lab.compare("the sizes", lab.settings().fewerRounds(), loads, contenders).entrySet().stream()
                .map(load -> {
                    int window = load.getKey().equals("64 KiB") ? LARGE_WINDOW : SMALL_WINDOW;
                    return new Section(
                            "Messages of " + load.getKey() + ", " + Lab.inFlight(window), load.getValue().asTable());
                })
                .toList();
    }
}
