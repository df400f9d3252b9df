// The plots. Live ones grow by each snapshot; those that look further back are read from the node's own trends.

import {ask} from './http.js';
import {hourOf, megabits, now, number, timeOf} from './format.js';
import {byId, make} from './dom.js';
import {watch} from './stale.js';

const WINDOW_SECONDS = 180;
const MOST_TIMES = 5;
/** Seconds from one time below a plot to the next. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 10800, 21600];
const LIVE = 'live';
const plots = {};
const history = {connections: [], messages: [], bytes: []};
const identity = (value) => value;
const SIGNALS = {
  connections: {names: ['open'], of: identity},
  messages: {names: ['in', 'out'], of: identity},
  bytes: {names: ['in', 'out'], of: megabits},
};
let range = LIVE;
let roundTrips = null;
let palette = {};
let freshness;

/**
 * Makes the plots, once the library is there.
 *
 * @param pauseMillis after which those that look further back are read again
 */
export function makePlots(pauseMillis) {
  freshness = watch('plots-title', pauseMillis);
  freshness.off();
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.animation = false;
  // else charts have colours of their own before they have ours
  Chart.defaults.plugins.colors.enabled = false;
  palette = colours();
  for (const [signal, {names}] of Object.entries(SIGNALS)) {
    plots[signal] = new Chart(byId(`plot-${signal}`), lines(names));
  }
  roundTrips = new Chart(byId('plot-roundtrips'), bars());
  paint();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);
  byId('ranges').addEventListener('click', (event) => {
    const chosen = event.target.closest('button')?.dataset.range;
    if (chosen) {
      choose(chosen);
    }
  });
}

/** One more point on each live plot. */
export function plot(snapshot) {
  const x = Date.parse(snapshot.at) / 1000;
  remember('connections', x, [snapshot.open]);
  if (snapshot.traffic) {
    const {messagesIn, messagesOut, bytesIn, bytesOut} = snapshot.traffic;
    remember('messages', x, [messagesIn, messagesOut]);
    remember('bytes', x, [megabits(bytesIn), megabits(bytesOut)]);
  }
  if (range === LIVE) {
    showLive();
  }
  showRoundTrips(snapshot.roundTrips);
}

function remember(signal, x, values) {
  const points = history[signal];
  points.push({x, values});
  while (points.length > 0 && points[0].x < x - WINDOW_SECONDS) {
    points.shift();
  }
}

function showLive() {
  for (const signal of Object.keys(SIGNALS)) {
    const points = history[signal];
    show(signal, SIGNALS[signal].names, (series) => points.map(({x, values}) => ({x, y: values[series]})));
  }
}

async function choose(chosen) {
  range = chosen;
  for (const button of byId('ranges').children) {
    button.setAttribute('aria-pressed', String(button.dataset.range === chosen));
  }
  if (chosen === LIVE) {
    freshness.off();
    showLive();
    return;
  }
  const read = await Promise.all(Object.keys(SIGNALS).map((signal) => look(signal, chosen)));
  if (range === chosen) {
    if (read.every(Boolean)) {
      freshness.good();
    } else {
      freshness.bad();
    }
  }
}

/** The node keeps both directions together. Answers whether it has told; else the points that are there stay. */
async function look(signal, span) {
  const {status, body} = await ask(`trends/${signal}?span=${span}`);
  if (range !== span || status !== 200 || !Array.isArray(body)) {
    return false;
  }
  const end = now() / 1000;
  const {of} = SIGNALS[signal];
  const both = signal === 'connections' ? 'open' : 'in and out';
  show(signal, [both], () => body.map((point) => ({x: end - point.secondsAgo, y: of(point.mean)})));
  return true;
}

/** Reads again what isn't live. */
export function refreshPlots() {
  return range === LIVE ? Promise.resolve() : choose(range);
}

function show(signal, names, pointsOf) {
  const chart = plots[signal];
  const sets = chart.data.datasets;
  sets.forEach((set, series) => {
    set.hidden = series >= names.length;
    set.data = set.hidden ? [] : pointsOf(series);
  });
  const xs = sets[0].data;
  chart.options.scales.x.min = xs[0]?.x;
  chart.options.scales.x.max = xs.at(-1)?.x;
  chart.update('none');
  const legend = byId(`legend-${signal}`);
  if (legend.dataset.names !== names.join()) {
    legend.dataset.names = names.join();
    legend.replaceChildren(...names.map((name, series) => make('span', series ? 'out' : 'in', name)));
  }
  describe(byId(`plot-${signal}`), names, sets);
}

function describe(canvas, names, sets) {
  const title = canvas.closest('figure').querySelector('h3').textContent;
  const last = names.map((name, series) => `${name} ${number(sets[series].data.at(-1)?.y ?? 0)}`).join(', ');
  canvas.setAttribute('aria-label', `${title} over time, ${sets[0].data.length} points; now: ${last}`);
}

function showRoundTrips({upTo, counts}) {
  const limit = (millis) => (millis >= 1000 ? `${millis / 1000} s` : `${millis} ms`);
  roundTrips.data.labels = [...upTo.map((millis) => `≤ ${limit(millis)}`), `> ${limit(upTo.at(-1))}`];
  roundTrips.data.datasets[0].data = counts;
  roundTrips.update('none');
  const most = counts.indexOf(Math.max(...counts));
  const total = counts.reduce((sum, count) => sum + count, 0);
  byId('plot-roundtrips').setAttribute(
    'aria-label',
    `Distribution of ${total} round trips` + (total ? `; most are ${roundTrips.data.labels[most]}` : ''),
  );
}

function lines(names) {
  const tick = (seconds) => (range === LIVE ? timeOf(seconds * 1000) : hourOf(seconds * 1000));
  return {
    type: 'line',
    data: {
      // often as much goes out as comes in: the second line is dashed and lies on the first one
      datasets: names.map((label, series) => ({
        label,
        data: [],
        parsing: false,
        borderColor: () => palette.series[series],
        backgroundColor: () => `${palette.series[series]}1f`,
        borderWidth: 2,
        borderDash: series ? [6, 5] : [],
        order: -series,
        pointRadius: 0,
        pointHitRadius: 12,
        tension: 0.3,
        cubicInterpolationMode: 'monotone',
        fill: series === 0,
      })),
    },
    options: {
      ...common(),
      interaction: {mode: 'index', intersect: false},
      scales: {
        x: {
          type: 'linear',
          grid: {display: false},
          ticks: {maxTicksLimit: MOST_TIMES, maxRotation: 0, align: 'inner', callback: tick},
          afterBuildTicks: times,
        },
        y: {beginAtZero: true, grace: '10%', border: {display: false}, ticks: {maxTicksLimit: 5, precision: 2}},
      },
      plugins: {
        legend: {display: false},
        tooltip: {callbacks: {title: ([first]) => timeOf(first.parsed.x * 1000)}},
      },
    },
  };
}

/** Round times of the viewer's clock at equal distances, and not where the points happen to begin and end. */
function times(scale) {
  const {min, max} = scale;
  const step = STEPS.find((seconds) => (max - min) / seconds < MOST_TIMES) ?? STEPS.at(-1);
  const zone = new Date(max * 1000).getTimezoneOffset() * 60;
  scale.ticks = [];
  for (let value = Math.ceil((min - zone) / step) * step + zone; value <= max; value += step) {
    scale.ticks.push({value});
  }
}

function bars() {
  return {
    type: 'bar',
    data: {
      labels: [],
      datasets: [
        {
          label: 'connections',
          data: [],
          backgroundColor: () => palette.series[0],
          borderRadius: 4,
          maxBarThickness: 34,
        },
      ],
    },
    options: {
      ...common(),
      scales: {
        x: {grid: {display: false}, ticks: {maxRotation: 0, autoSkipPadding: 10}},
        y: {beginAtZero: true, border: {display: false}, ticks: {maxTicksLimit: 5, precision: 0}},
      },
      plugins: {legend: {display: false}},
    },
  };
}

function common() {
  return {responsive: true, maintainAspectRatio: false, normalized: true};
}

/** Colours as they are now: charts don't know of style sheets. */
function paint() {
  palette = colours();
  for (const chart of [...Object.values(plots), roundTrips]) {
    for (const scale of Object.values(chart.options.scales)) {
      scale.ticks.color = palette.muted;
      scale.grid = {...scale.grid, color: palette.line};
      scale.border = {...scale.border, color: palette.line};
    }
    chart.update('none');
  }
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return {series: [colour('in'), colour('out')], muted: colour('muted'), line: colour('line')};
}
