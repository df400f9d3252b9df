// Asks the node what it knows of an identity.

import {ask} from './http.js';
import {byId, make} from './dom.js';

const DEEPEST = 8;

/** Makes the form work. Of several questions only the newest is answered. */
export function makeExplain() {
  const form = byId('explain');
  const button = form.querySelector('button');
  let newest = 0;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const mine = ++newest;
    const identity = byId('explain-identity').value.trim();
    const parent = byId('verdict');
    const wasAt = document.activeElement === button;
    button.disabled = true;
    parent.replaceChildren(make('p', 'muted', '…'));
    const {status, body} = await ask(`explain/${encodeURIComponent(identity)}`);
    if (mine !== newest) {
      return;
    }
    button.disabled = false;
    if (wasAt && document.activeElement === document.body) {
      button.focus();
    }
    parent.replaceChildren(...answer(status, body));
  });
}

function answer(status, body) {
  if (status !== 200 || body === null) {
    const silent = status === 0 ? 'The node doesn’t answer.' : `The node answers ${status}.`;
    const why = status === 404 ? 'This node can’t explain that.' : body?.error ?? silent;
    return [make('p', 'notice warn', why)];
  }
  const {verdict = [], ...rest} = body;
  const sentences = Array.isArray(verdict) ? verdict : [verdict];
  return [
    make('ul', 'verdict', ...sentences.map((sentence) => make('li', '', String(sentence)))),
    tree(rest, 0),
  ];
}

/** Whatever the answer has, by its own names. */
function tree(value, depth) {
  const entries = Object.entries(value);
  return make('div', 'tree', ...entries.map(([name, part]) => branch(title(name), part, depth)));
}

function branch(name, value, depth) {
  const isEmpty = value === null || value === undefined || value === '';
  if (isEmpty || typeof value !== 'object' || depth >= DEEPEST) {
    return make('div', 'leaf', make('span', '', name), make('span', '', isEmpty ? '–' : String(value)));
  }
  const size = Object.keys(value).length;
  if (size === 0) {
    return make('div', 'leaf', make('span', '', name), make('span', '', 'none'));
  }
  const count = Array.isArray(value) ? ` (${size})` : '';
  const details = make('details', '', make('summary', '', name + count), tree(value, depth + 1));
  details.open = depth < 2;
  return details;
}

/** `leaseRemainingMs` as people write it; places in a list count from 1. */
function title(name) {
  return /^\d+$/.test(name) ? `${Number(name) + 1}.` : name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
