// Follows the node's numbers: tells each snapshot, and whether they come.

import {address} from './http.js';

const LATE_MILLIS = 4000;
const DEAD_MILLIS = 20000;
const LONGEST_PAUSE = 10000;

/**
 * Follows until the page goes.
 *
 * @param onSnapshot told each one; it counts as shown when that has returned
 * @param onState told `{live, since, why}`: since when nothing new is shown, and why if that is known
 */
export function follow(onSnapshot, onState) {
  const url = address('events');
  let source = null;
  let timer = null;
  let pause = 1000;
  let why = '';
  let last = Date.now();
  let heard = last;
  let opened = Date.now();

  function open() {
    close();
    if (document.hidden) {
      return;
    }
    opened = Date.now();
    source = new EventSource(url);
    source.onmessage = (event) => {
      heard = Date.now();
      pause = 1000;
      try {
        onSnapshot(JSON.parse(event.data));
        last = Date.now();
        why = '';
      } catch (failure) {
        why = 'this page can’t show what the node tells';
        reportError(failure);
      }
      onState({live: why === '', since: last, why});
    };
    source.onerror = () => {
      // else the browser tries again by itself
      if (source?.readyState === EventSource.CLOSED) {
        refused();
      }
    };
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  async function refused() {
    close();
    why = await reason(url);
    timer = setTimeout(open, pause);
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }

  setInterval(() => {
    const now = Date.now();
    if (!document.hidden && now - last > LATE_MILLIS) {
      onState({live: false, since: last, why});
    }
    if (source && now - Math.max(heard, opened) > DEAD_MILLIS) {
      open();
    }
  }, 1000);
  // nobody looks: neither does the node
  document.addEventListener('visibilitychange', open);
  open();
}

/** An event source doesn't say why it was refused. */
async function reason(url) {
  const probe = new AbortController();
  try {
    const answer = await fetch(url, {cache: 'no-store', signal: probe.signal});
    if (answer.status === 503) {
      return 'as many viewers as this node allows are looking';
    }
    return answer.ok ? '' : `the node answers ${answer.status}`;
  } catch {
    return 'the node doesn’t answer';
  } finally {
    probe.abort();
  }
}
