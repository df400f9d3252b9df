// What two peers say behind their handshake: encrypted, with signs of life, in fragments.

import {openNumbered, randomBytes, sealNumbered} from './box.js';

const FRAGMENT = 65536;
const LONG_TEXT = FRAGMENT / 4;
const IS_TEXT = 0x10;
const PATIENCE_MILLIS = 25000;
const KEEPALIVE = 'keepalive';
const START_BYTES = 'fragmentation_start_binary';
const START_TEXT = 'fragmentation_start_string';
const END = 'fragmentation_end';
const MARKERS = [START_BYTES, START_TEXT, END];

/** Numbers of the messages: who accepts sends the even ones, who asks sends the odd ones. */
export const ACCEPTOR = 0;
export const INITIATOR = 1;

const utf8 = new TextEncoder();
const texts = new TextDecoder();

export class Session {
  #socket;
  #key;
  #outgoing;
  #incoming;
  #pulseMillis;
  #pulse;
  #watch;

  #alive;

  /** Resolves when the first sign of life has come. */
  lifesign = new Promise((came) => (this.#alive = came));

  constructor(socket, key, side, pulseMillis) {
    this.#socket = socket;
    this.#key = key;
    this.#outgoing = side;
    this.#incoming = 1 - side;
    this.#pulseMillis = pulseMillis;
    this.#rest();
    this.#live();
    socket.end().then(() => {
      clearTimeout(this.#pulse);
      clearTimeout(this.#watch);
    });
  }

  /** Resolves when all of it has left. */
  send(message) {
    if (typeof message === 'string') {
      return message.length < LONG_TEXT
        ? this.#sendWhole(MARKERS.reduce(escaped, message))
        : this.#sendParts(START_TEXT, utf8.encode(message));
    }
    return message.length <= FRAGMENT ? this.#sendWhole(message) : this.#sendParts(START_BYTES, message);
  }

  /** The next message; null behind the last one. */
  async receive() {
    const first = await this.#receiveWhole();
    if (first === START_BYTES || first === START_TEXT) {
      const all = await this.#parts();
      return first === START_TEXT ? texts.decode(all) : all;
    }
    if (first === END) {
      throw new Error('a message ends that has not begun');
    }
    return typeof first === 'string' ? MARKERS.reduceRight(unescaped, first) : first;
  }

  close(words) {
    this.#socket.close(words);
  }

  /** How it has ended: `{code, words}`. */
  end() {
    return this.#socket.end();
  }

  async #sendParts(start, bytes) {
    const leaving = [this.#sendWhole(start)];
    for (let at = 0; at < bytes.length; at += FRAGMENT) {
      leaving.push(this.#sendWhole(bytes.subarray(at, at + FRAGMENT)));
    }
    leaving.push(this.#sendWhole(END));
    await Promise.all(leaving);
  }

  async #parts() {
    const parts = [];
    for (;;) {
      const part = await this.#receiveWhole();
      if (part === END) {
        return new Uint8Array(Buffer.concat(parts));
      }
      if (!(part instanceof Uint8Array)) {
        throw new Error(`${part} comes within a message`);
      }
      parts.push(part);
    }
  }

  #sendWhole(message) {
    return this.#encrypt(typeof message === 'string' ? escaped(message, KEEPALIVE) : message);
  }

  async #receiveWhole() {
    for (;;) {
      const message = await this.#decrypt();
      this.#live();
      if (message !== KEEPALIVE) {
        return typeof message === 'string' ? unescaped(message, KEEPALIVE) : message;
      }
      this.#alive();
    }
  }

  /** A byte tells the kind, and how many bytes tell how many random ones follow. */
  #encrypt(message) {
    this.#rest();
    const isText = typeof message === 'string';
    const [more] = randomBytes(1);
    const head = more === 0 ? [0] : [1, more - 1];
    head[0] |= isText ? IS_TEXT : 0;
    const filling = randomBytes(Math.max(0, more - 1));
    const plain = Buffer.concat([Uint8Array.from(head), filling, isText ? utf8.encode(message) : message]);
    const sealed = sealNumbered(plain, this.#outgoing, this.#key);
    this.#outgoing += 2;
    return this.#socket.send(sealed);
  }

  async #decrypt() {
    const sealed = await this.#socket.receive();
    if (sealed === null) {
      return null;
    }
    if (typeof sealed === 'string') {
      throw new Error('a text is not encrypted');
    }
    const plain = openNumbered(sealed, this.#incoming, this.#key);
    this.#incoming += 2;
    const counted = plain[0] & 0x0f;
    const filling = plain.subarray(1, 1 + counted).reduce((sum, digit) => sum * 256 + digit, 0);
    const value = plain.subarray(1 + counted + filling);
    return plain[0] & IS_TEXT ? texts.decode(value) : value;
  }

  #rest() {
    clearTimeout(this.#pulse);
    this.#pulse = setTimeout(() => this.#encrypt(KEEPALIVE).catch(() => {}), this.#pulseMillis);
  }

  #live() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.close('Keepalive: No lifesign of the other side'), PATIENCE_MILLIS);
  }
}

const escaped = (text, word) => (text.startsWith(word) ? `${text}x` : text);

const unescaped = (text, word) => (text.startsWith(word) && text.length > word.length ? text.slice(0, -1) : text);
