// What each snapshot changes: the head of the page, the tiles, and the short lists.

import {bar, byId, connectionLink, fill, make, nothing, write, writeBig} from './dom.js';
import {bytes, lasted, megabits, millis, number, timeOf, words} from './format.js';

const SEVERITY = {warning: 'warn', error: 'bad', critical: 'bad', fatal: 'bad'};

/** Shows one. */
export function show(snapshot) {
  write(byId('node'), snapshot.node);
  byId('node').title = snapshot.node;
  readiness(snapshot);
  alerts(snapshot.alerts);
  tiles(snapshot);
  counts('states', snapshot.states, '');
  counts('kinds', snapshot.kinds, 'second');
  talkers(snapshot.talkers);
  errors(snapshot.errors);
  ends(snapshot.ends, snapshot.reasons);
}

/** Whether the numbers are those of now. */
export function showLive({live, since, why}) {
  const pill = byId('live');
  pill.className = `pill ${live ? 'good' : 'bad'}`;
  write(pill, live ? 'Live' : `Not live since ${timeOf(since)}${why ? `: ${why}` : ''}; trying again`);
  document.body.classList.toggle('stale', !live);
}

function readiness({ready, drain}) {
  const pill = byId('readiness');
  const serving = drain === 'serving';
  pill.className = `pill ${!serving ? 'warn' : ready ? 'good' : 'bad'}`;
  write(pill, !serving ? (drain === 'drained' ? 'Drained' : `Draining: ${drain}`) : ready ? 'Ready' : 'Not ready');
}

function alerts(active) {
  const parent = byId('alerts');
  const names = active.map(({alert}) => alert).join();
  if (parent.dataset.names !== names) {
    parent.dataset.names = names;
    fill(parent, active.map(({alert}) => make('p', 'notice bad', `Alert: ${words(alert)}`)));
  }
}

function tiles({open, limit, made, failed, uptimeSeconds, traffic, roundTrips, errors: recent}) {
  writeBig(byId('tile-open'), number(open), `of ${number(limit)}`);
  write(byId('tile-open-more'), `${number(made)} made, ${number(failed)} failed in ${lasted(uptimeSeconds * 1000)}`);
  if (traffic) {
    writeBig(byId('tile-messages'), number(traffic.messagesIn + traffic.messagesOut), '/s');
    write(byId('tile-messages-more'), `${number(traffic.messagesIn)} in, ${number(traffic.messagesOut)} out`);
    writeBig(byId('tile-bytes'), number(megabits(traffic.bytesIn + traffic.bytesOut)), 'Mbps');
    write(byId('tile-bytes-more'), `${bytes(traffic.bytesIn)}/s in, ${bytes(traffic.bytesOut)}/s out`);
    writeBig(byId('tile-errors'), number(traffic.errors), '/s');
  }
  write(byId('tile-errors-more'), recent.length > 0 ? `last at ${timeOf(recent[0].at)}` : 'none so far');
  const [value, unit] = millis(roundTrips.mean).split(' ');
  writeBig(byId('tile-roundtrip'), value, unit);
  const measured = roundTrips.counts.reduce((sum, count) => sum + count, 0);
  write(byId('tile-roundtrip-more'), `mean of ${number(measured)} connections`);
}

function counts(id, byName, className) {
  const entries = Object.entries(byName);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  fill(
    byId(id),
    entries.length > 0
      ? entries.map(([name, count]) => bar(words(name), number(count), count / total, className))
      : [nothing('No connections')],
  );
}

function talkers(list) {
  const most = Math.max(1, ...list.map((each) => each.bytes));
  fill(
    byId('talkers'),
    list.length > 0
      ? list.map((each) => {
          const who = make('span', '', connectionLink(each.connection), ` ${each.identity ?? each.kind ?? 'a stranger'}`);
          const rate = each.perSecond === null ? '' : ` · ${bytes(each.perSecond)}/s`;
          return bar(who, bytes(each.bytes) + rate, each.bytes / most);
        })
      : [nothing('No connections')],
  );
}

function errors(list) {
  events('errors', list, (each) => [each.error, make('span', `chip ${SEVERITY[each.severity] ?? ''}`, each.type)]);
}

function ends(list, reasons) {
  fill(byId('reasons'), Object.entries(reasons).map(([reason, count]) => chip(reason, `${words(reason)} ${count}`)));
  events('ends', list, (each) => [
    `${each.identity ?? 'a stranger'}, after ${lasted(each.lasted)}`,
    chip(each.reason, each.evicted ? 'evicted' : words(each.reason)),
  ]);
}

/** What has happened to connections: when, to which one, and what `told` says of it in a text and a chip. */
function events(id, list, told) {
  fill(
    byId(id),
    list.length > 0
      ? list.map((each) => {
          const [text, mark] = told(each);
          const what = make('span', 'what', connectionLink(each.connection), ` ${text}`);
          return make('li', '', make('span', 'muted', timeOf(each.at)), what, mark);
        })
      : [nothing('None')],
  );
}

function chip(reason, text) {
  const className = reason === 'timed_out' || reason === 'lost' ? 'warn' : reason === 'normal' ? '' : 'bad';
  return make('span', `chip ${className}`, text);
}
