package one.commserver.e2e;

import java.util.List;

/// What a viewer sees of the console where it can't be read as text, and answers that no node here would give.
record ConsolePage(Browser browser) {

    Object background() {
        return browser.evaluate("getComputedStyle(document.body).backgroundColor");
    }

    /// As it is drawn.
    Object barColour() {
        return browser.evaluate("Chart.getChart('plot-roundtrips').getDatasetMeta(0).data[0].options.backgroundColor");
    }

    /// In seconds since 1970, as they stand below the first plot.
    List<Long> times() {
        Object ticks = browser.evaluate("Chart.getChart('plot-connections').scales.x.ticks.map((tick) => tick.value)");
        return ((List<?>) ticks).stream().map(value -> ((Number) value).longValue()).toList();
    }

    long points(String plot) {
        return browser.number("Chart.getChart('plot-" + plot + "').data.datasets[0].data.length");
    }

    /// How many of a plot's points aren't empty.
    long drawn(String canvas) {
        return browser.number(
                "(() => { const c = document.getElementById('"
                        + canvas
                        + "'); const all = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                        + " return all.filter((byte, i) => i % 4 === 3 && byte > 0).length; })()");
    }

    /// From now on the page gets this from whatever has the path in its address, as if the node had said it.
    void answers(String path, String body) {
        answers(path, 200, body);
    }

    void answers(String path, int status, String body) {
        browser.execute(
                "const fetched = window.fetch; window.fetch = (url, how) => String(url).includes('"
                        + path
                        + "') ? Promise.resolve(new Response(JSON.stringify("
                        + body
                        + "), {status: "
                        + status
                        + "})) : fetched(url, how)");
    }
}
