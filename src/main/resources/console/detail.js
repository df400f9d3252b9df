// One connection, beside everything else.

import {ask} from './http.js';
import {bar, byId, make} from './dom.js';
import {bytes, lasted, millis, now, number, timeOf, words} from './format.js';

const PAUSE = 2000;
/** As a life goes. */
const STATES = [
  'initializing',
  'connecting',
  'connected',
  'authenticating',
  'authenticated',
  'encrypting',
  'encrypted',
  'pairing',
  'paired',
  'active',
  'closing',
];
let shown = null;
let timer;
let round = 0;

/** Shows whichever connection is asked for by `show-connection`. */
export function makeDetail() {
  const dialog = byId('detail');
  document.addEventListener('show-connection', ({detail: id}) => {
    shown = id;
    byId('detail-title').textContent = `Connection ${id}`;
    byId('detail-body').replaceChildren(make('p', 'muted', '…'));
    if (!dialog.open) {
      dialog.showModal();
    }
    refresh();
  });
  byId('detail-close').addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('close', () => {
    shown = null;
    clearTimeout(timer);
  });
  document.addEventListener('visibilitychange', () => shown !== null && refresh());
}

async function refresh() {
  clearTimeout(timer);
  const id = shown;
  const mine = ++round;
  if (document.hidden) {
    return; // nobody looks
  }
  const {status, body} = await ask(`connections/${encodeURIComponent(id)}`);
  if (shown !== id || mine !== round) {
    return;
  }
  const parent = byId('detail-body');
  if (status === 200) {
    parent.replaceChildren(...parts(body));
  } else {
    const why = status === 404 ? 'This node has no such connection (any more).' : 'The node doesn’t answer.';
    parent.replaceChildren(make('p', 'muted', why));
  }
  if (status !== 404 && !body?.closed) {
    timer = setTimeout(refresh, PAUSE);
  }
}

function parts({connection, closed, errors}) {
  const parts = [facts(connection, closed), make('h3', '', 'Time in each state'), states(connection.timeInState)];
  if (connection.plugins.length > 0) {
    parts.push(make('h3', '', 'Plugins'), make('div', 'scroll', plugins(connection.plugins)));
  }
  parts.push(make('h3', '', 'Recent errors'));
  parts.push(
    errors.length > 0
      ? make('ul', 'events', ...errors.map(error))
      : make('p', 'muted', 'None'),
  );
  return parts;
}

function facts(connection, closed) {
  const list = make('dl', 'facts');
  const add = (name, value) => list.append(make('dt', '', name), make('dd', '', value));
  add('State', make('span', `chip ${connection.state === 'ACTIVE' ? 'good' : ''}`, words(connection.state)));
  add('Identity', make('span', 'mono', connection.identity ?? 'a stranger'));
  add('Instance', connection.instance ?? '–');
  add('Kind', connection.kind ?? 'none');
  add('Dialect', connection.dialect);
  add('Route', make('span', 'mono', connection.url));
  add('Opened', `${timeOf(connection.startTime)}, ${lasted((closed ? Date.parse(closed.endTime) : now()) - connection.startTime)}${closed ? '' : ' ago'}`);
  add('Round trip', millis(connection.latency));
  add('In', `${number(connection.messagesReceived)} messages, ${bytes(connection.bytesReceived)}`);
  add('Out', `${number(connection.messagesSent)} messages, ${bytes(connection.bytesSent)}`);
  if (closed) {
    add('Ended', `${timeOf(closed.endTime)}, ${closed.code} ${closed.reason}`);
  }
  return list;
}

function states(timeInState) {
  const place = ([state]) => STATES.indexOf(words(state));
  const entries = Object.entries(timeInState).sort((one, other) => place(one) - place(other));
  const total = Math.max(1, ...entries.map(([, time]) => time));
  return make('ul', 'bars', ...entries.map(([state, time]) => bar(words(state), lasted(time), time / total)));
}

function plugins(list) {
  const head = make('tr', '', ...['Name', 'Events', 'Bytes', 'Time'].map((name) => make('th', '', name)));
  const rows = list.map((each) =>
    make(
      'tr',
      '',
      make('td', '', each.name),
      make('td', '', number(each.events)),
      make('td', '', bytes(each.bytes)),
      make('td', '', lasted(each.time)),
    ));
  return make('table', '', make('thead', '', head), make('tbody', '', ...rows));
}

function error(each) {
  return make(
    'li',
    '',
    make('span', 'muted', timeOf(each.timestamp)),
    make('span', 'what', each.error),
    make('span', 'chip warn', each.type),
  );
}
