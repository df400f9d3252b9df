// Asks the node. Addresses are made without the name and password that may stand in that of the page.

const HERE = location.origin + location.pathname;
const PATIENCE_MILLIS = 10000;
const BUSY = 429;
const BUSY_PAUSE = 300;
const BUSY_TRIES = 3;

/** An address beside this page. */
export function address(path) {
  return new URL(path, HERE);
}

/**
 * What `/actuator/…` answers: `{status, body}`; status 0 if nobody answers in time, body null if it isn't JSON. While
 * somebody else asks, it is asked again a few times.
 */
export async function ask(path) {
  let answer = await once(path);
  for (let tries = 1; answer.status === BUSY && tries < BUSY_TRIES; tries++) {
    await new Promise((over) => setTimeout(over, BUSY_PAUSE));
    answer = await once(path);
  }
  return answer;
}

async function once(path) {
  try {
    const answer = await fetch(address(`../actuator/${path}`), {
      cache: 'no-store',
      headers: {Accept: 'application/json'},
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    });
    return {status: answer.status, body: parsed(await answer.text())};
  } catch {
    return {status: 0, body: null};
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Does something now and again behind each pause while somebody looks; answers a function that does it at once, or as
 * soon as what is being done is over.
 */
export function again(task, pauseMillis) {
  let timer;
  let running = false;
  let wanted = false;
  const run = async () => {
    clearTimeout(timer);
    wanted = true;
    if (running || document.hidden) {
      return;
    }
    running = true;
    try {
      while (wanted && !document.hidden) {
        wanted = false;
        await task();
      }
    } finally {
      running = false;
      timer = setTimeout(run, pauseMillis);
    }
  };
  document.addEventListener('visibilitychange', () => document.hidden || run());
  run();
  return run;
}
