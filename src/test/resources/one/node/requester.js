// Asks for somebody who echoes, and looks whether all comes back as it was sent.

import {randomBytes} from './box.js';
import {ask} from './handshake.js';
import {Socket} from './socket.js';

const SIZES = [0, 1, 10, 800, 16383, 16384, 65535, 65536, 65537, 131072];
const WORDS = [
  'keepalive',
  'fragmentation_start_binary',
  'fragmentation_start_string',
  'fragmentation_end',
  '{"command":"ping"}',
  '{"command":"connection_handover"}',
];
const RANDOM_AT_ONCE = 65536;

/** Resolves when all is said, heard and closed with these words. */
export async function request(url, own, target, {pulseMillis, words, tell}) {
  const session = await ask(await Socket.open(url), own, target, pulseMillis);
  tell(`reached ${target}`);
  const messages = [
    ...SIZES.flatMap((size) => [bytes(size), 'ß'.repeat(size / 2), 'e'.repeat(size)]),
    ...WORDS.flatMap((word) => [word, `${word}x`, `${word}xx`]),
  ];
  await Promise.all([sendAll(session, messages), expectAll(session, messages)]);
  tell(`heard ${messages.length}`);
  session.close(words);
  const end = await session.end();
  tell(`ended ${end.code} ${end.words}`);
}

async function sendAll(session, messages) {
  for (const message of messages) {
    await session.send(message);
  }
}

async function expectAll(session, messages) {
  for (const [index, expected] of messages.entries()) {
    const got = await session.receive();
    if (!same(got, expected)) {
      throw new Error(`message ${index} came back as ${shown(got)} instead of ${shown(expected)}`);
    }
  }
}

function same(got, expected) {
  return typeof got === 'string' || typeof expected === 'string' || got === null
    ? got === expected
    : Buffer.compare(got, expected) === 0;
}

const shown = (message) =>
  message === null ? 'the end' : `${typeof message === 'string' ? 'text' : 'bytes'} of ${message.length}`;

function bytes(size) {
  const parts = [];
  for (let left = size; left > 0; left -= RANDOM_AT_ONCE) {
    parts.push(randomBytes(Math.min(left, RANDOM_AT_ONCE)));
  }
  return new Uint8Array(Buffer.concat(parts));
}
