// The nodes that are one server, and what this one has left.

import {again, ask} from './http.js';
import {bar, byId, fill, make, nothing} from './dom.js';
import {bytes, lasted, number, timeOf} from './format.js';
import {watch} from './stale.js';

const HOT = 0.85;
const RESOURCES = {
  processors: {label: 'Processors', show: (value) => `${Math.round(value * 100)} %`},
  heap: {label: 'Heap', show: bytes},
  'relay-memory': {label: 'Waiting for receivers', show: bytes},
  connections: {label: 'Connections', show: number},
};

/** Shows all nodes and their leases. */
export function makeNodes(pauseMillis) {
  const freshness = watch('nodes-title', pauseMillis);
  again(() => showNodes(freshness), pauseMillis);
}

async function showNodes(freshness) {
  const {status, body} = await ask('nodes');
  const parent = byId('nodes');
  if (status === 404) {
    parent.replaceChildren(make('p', 'muted', 'The list of nodes is not available here.'));
    freshness.off();
  } else if (status === 200 && Array.isArray(body?.nodes)) {
    const away = make('p', 'notice warn', 'What nodes share is away: which others live isn’t known.');
    fill(parent, [...(body.unavailable ? [away] : []), make('div', 'scroll', table(body))]);
    freshness.good();
  } else {
    freshness.bad();
  }
}

function table({asked, nodes}) {
  const head = make('tr', '', ...['Node', 'State', 'Connections', 'Lease', 'Since'].map((name) => make('th', '', name)));
  const rows = nodes.map((node) =>
    make(
      'tr',
      '',
      make('td', 'mono', node.node, node.node === asked ? make('span', 'chip', 'this one') : null),
      make('td', '', state(node)),
      make('td', '', node.connections === null || node.connections === undefined ? '–' : number(node.connections)),
      make('td', '', node.leaseRemainingMs > 0 ? `${(node.leaseRemainingMs / 1000).toFixed(1)} s` : '–'),
      make('td', '', node.startedAt ? timeOf(node.startedAt) : '–'),
    ));
  return make('table', '', make('thead', '', head), make('tbody', '', ...rows));
}

function state({silent, draining, ready}) {
  if (silent) {
    return make('span', 'chip bad', 'silent');
  }
  if (draining) {
    return make('span', 'chip warn', 'draining');
  }
  return ready ? make('span', 'chip good', 'ready') : make('span', 'chip bad', 'not ready');
}

/** Shows what the node uses of what it may, and when that ends if it goes on like this. */
export function makeResources(pauseMillis) {
  const freshness = watch('resources-title', pauseMillis);
  again(() => showResources(freshness), pauseMillis);
}

async function showResources(freshness) {
  const {status, body} = await ask('trends');
  if (status !== 200 || !Array.isArray(body?.signals)) {
    return;
  }
  const bars = body.signals.filter(({signal}) => RESOURCES[signal]).flatMap(resource);
  fill(byId('resources'), bars.length > 0 ? bars : [nothing('Not read yet')]);
  freshness.good();
}

function resource({signal, limit, spans, secondsUntilLimit}) {
  const last = spans['1m']?.last;
  if (last === undefined || limit === null) {
    return [];
  }
  const {label, show} = RESOURCES[signal];
  const part = last / limit;
  const until = secondsUntilLimit === null ? '' : ` · full in ${lasted(secondsUntilLimit * 1000)}`;
  const value = signal === 'processors' ? show(last) : `${show(last)} of ${show(limit)}`;
  return [bar(label, value + until, part, part > HOT ? 'hot' : 'second')];
}
