// The table of this node's connections.

import {again, ask} from './http.js';
import {byId, connectionLink, fill, make, write} from './dom.js';
import {bytes, lasted, millis, now, number, words} from './format.js';
import {watch} from './stale.js';

const SIZE = 20;
const STATES = ['connected', 'authenticating', 'authenticated', 'active', 'closing'];
const KINDS = ['control', 'data', 'discovery', 'none'];
const COLUMNS = [
  {name: 'Id', show: (each) => connectionLink(each.id)},
  {name: 'State', sort: 'state', show: (each) => make('span', `chip ${each.state === 'ACTIVE' ? 'good' : ''}`, words(each.state))},
  {name: 'Kind', show: (each) => each.kind ?? '–'},
  {name: 'Identity', className: 'mono', show: (each) => each.identity ?? '–'},
  {name: 'Instance', className: 'wide', show: (each) => each.instance ?? '–'},
  {name: 'Dialect', className: 'wide', show: (each) => each.dialect},
  {name: 'Open for', sort: 'starttime', turned: true, className: 'number', show: (each) => lasted(Math.max(0, now() - each.startTime))},
  {name: 'Messages', sort: 'messages', className: 'number', show: (each) => number(each.messageCount)},
  {name: 'Bytes', sort: 'bytes', className: 'number', show: (each) => bytes(each.bytesReceived + each.bytesSent)},
  {name: 'Round trip', sort: 'latency', className: 'number', show: (each) => millis(each.latency)},
];

const question = {sort: 'bytes', order: 'desc', page: 0};
let refresh = () => {};
let freshness;

/** Makes the table and keeps it up to date. */
export function makeTable(pauseMillis) {
  const filters = byId('filters');
  options(filters.elements.state, STATES);
  options(filters.elements.kind, KINDS);
  filters.addEventListener('input', () => turnTo(0));
  filters.addEventListener('submit', (event) => event.preventDefault());
  byId('previous').addEventListener('click', () => turnTo(question.page - 1));
  byId('next').addEventListener('click', () => turnTo(question.page + 1));
  head();
  freshness = watch('connections-title', pauseMillis);
  refresh = again(show, pauseMillis);
}

function options(select, values) {
  select.append(new Option('any', ''), ...values.map((value) => new Option(value, value)));
}

function turnTo(page) {
  question.page = Math.max(0, page);
  refresh();
}

function sortBy(column) {
  const same = question.sort === column.sort;
  question.order = same && question.order === 'desc' ? 'asc' : 'desc';
  question.sort = column.sort;
  head();
  turnTo(0);
}

function head() {
  const cells = COLUMNS.map((column) => {
    if (!column.sort) {
      return make('th', column.className ?? '', column.name);
    }
    const sorted = question.sort === column.sort;
    const falls = (question.order === 'desc') !== Boolean(column.turned);
    const button = make('button', '', column.name + (sorted ? (falls ? ' ↓' : ' ↑') : ''));
    button.type = 'button';
    button.dataset.key = column.sort;
    button.addEventListener('click', () => sortBy(column));
    const cell = make('th', column.className ?? '', button);
    if (sorted) {
      cell.setAttribute('aria-sort', falls ? 'descending' : 'ascending');
    }
    return cell;
  });
  cells.forEach((cell) => cell.setAttribute('scope', 'col'));
  fill(byId('connections').tHead, [make('tr', '', ...cells)]);
}

/** What is asked for now, as it stands in an address. */
function asked() {
  const parameters = new URLSearchParams({...question, size: SIZE, brief: true});
  for (const [name, value] of new FormData(byId('filters'))) {
    if (value.trim()) {
      parameters.set(name, value.trim());
    }
  }
  return String(parameters);
}

async function show() {
  const parameters = asked();
  const {status, body} = await ask(`connections?${parameters}`);
  // somebody else is asking: the next turn will do; or this isn't the question any more, and the next one is about to be
  // asked
  if (status === 429 || parameters !== asked()) {
    return;
  }
  const text = byId('page');
  if (status !== 200) {
    write(text, body?.error ?? 'The node doesn’t answer.');
    return;
  }
  fill(byId('connections').tBodies[0], body.activeConnections.map(row));
  const {matching, number: page} = body.page;
  const first = page * SIZE;
  const last = first + body.activeConnections.length;
  write(text, matching === 0 ? 'None matches.' : `${number(first + 1)}–${number(last)} of ${number(matching)}`);
  byId('previous').disabled = page === 0;
  byId('next').disabled = last >= matching;
  freshness.good();
}

function row(connection) {
  return make(
    'tr',
    '',
    ...COLUMNS.map((column) => make('td', column.className ?? '', column.show(connection))),
  );
}
