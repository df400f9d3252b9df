// Says of a part of the page since when it isn't that of now.

import {byId, make, write} from './dom.js';
import {lasted, timeOf} from './format.js';

const ROUNDS = 2;

/**
 * Watches a part that is asked for again and again. Its mark stands beside its title.
 *
 * @param id of the title
 * @param pauseMillis from one question to the next; it is old when two of them are over
 * @returns `good()`: it is up to date; `bad()`: it is old at once; `off()`: nobody asks for it
 */
export function watch(id, pauseMillis) {
  const title = byId(id);
  const part = title.closest('section') ?? title.parentElement;
  const mark = make('span', 'chip warn since');
  title.append(mark);
  let last = Date.now();
  let seen = last;
  let failed = false;
  let on = true;

  function show() {
    const now = Date.now();
    const old = on && (failed || now - Math.max(last, seen) > ROUNDS * pauseMillis);
    write(mark, old ? `stale since ${timeOf(last)} (${lasted(now - last)})` : '');
    part.classList.toggle('old', old);
  }

  setInterval(() => document.hidden || show(), 1000);
  // nobody has asked while nobody looked
  document.addEventListener('visibilitychange', () => (seen = Date.now()));
  return {
    good() {
      last = Date.now();
      failed = false;
      on = true;
      show();
    },
    bad() {
      failed = true;
      on = true;
      show();
    },
    off() {
      failed = false;
      on = false;
      show();
    },
  };
}
