// A peer of the ONE dialect, made of parts that aren't CommServer's:
//   node main.js listen URL SPARES PULSE_MILLIS
//   node main.js ask URL TARGET PULSE_MILLIS WORDS...
// It says line by line what happens. It ends when its input does: with whoever has started it.

import {keyPair, toHex} from './box.js';
import {listen} from './listener.js';
import {request} from './requester.js';

const tell = (line) => console.log(line);

process.stdin.on('end', () => process.exit(3)).resume();

const own = keyPair();
const [task, url, what, pulse, ...words] = process.argv.slice(2);
const pulseMillis = Number(pulse);
tell(`key ${toHex(own.publicKey)}`);

switch (task) {
  case 'listen':
    listen(url, own, {spares: Number(what), pulseMillis, tell});
    break;
  case 'ask':
    await request(url, own, what, {pulseMillis, words: words.join(' '), tell});
    process.exit(0);
    break;
  default:
    throw new Error(`nobody can ${task}`);
}
