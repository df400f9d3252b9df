// A socket whose messages are taken one by one: a text is a string, bytes are a Uint8Array.

import WebSocket from 'ws';

const MOST_WAITING = 16;

export class Socket {
  #ws;
  #waiting = [];
  #reader = null;
  #ending;
  #ended = null;

  /** One that is open. */
  static open(url) {
    const ws = new WebSocket(url, {perMessageDeflate: false});
    const socket = new Socket(ws);
    return new Promise((opened, failed) => {
      ws.on('open', () => opened(socket));
      ws.on('error', failed);
    });
  }

  constructor(ws) {
    this.#ws = ws;
    this.#ending = new Promise((over) => {
      ws.on('close', (code, reason) => over({code, words: reason.toString()}));
    });
    this.#ending.then((end) => {
      this.#ended = end;
      this.#serve();
    });
    ws.on('message', (data, isBinary) => {
      this.#waiting.push(isBinary ? new Uint8Array(data) : data.toString());
      if (this.#waiting.length >= MOST_WAITING) {
        ws.pause();
      }
      this.#serve();
    });
  }

  /** Resolves when the message has left. */
  send(message) {
    return new Promise((sent, failed) => this.#ws.send(message, (error) => (error ? failed(error) : sent())));
  }

  say(message) {
    return this.send(JSON.stringify(message));
  }

  /** The next message; null behind the last one. For one reader at a time. */
  receive() {
    return new Promise((reader) => {
      this.#reader = reader;
      this.#serve();
    });
  }

  /** The next message, which must be one of these commands. */
  async hear(...commands) {
    const text = await this.receive();
    const message = typeof text === 'string' ? JSON.parse(text) : {};
    if (!commands.includes(message.command)) {
      const end = this.#ended === null ? '' : ` ${this.#ended.code} ${this.#ended.words}`;
      throw new Error(`expected ${commands.join(' or ')}, got ${String(text)}${end}`);
    }
    return message;
  }

  /** The next message, which must be bytes. */
  async bytes() {
    const bytes = await this.receive();
    if (!(bytes instanceof Uint8Array)) {
      throw new Error(`expected bytes, got ${bytes}`);
    }
    return bytes;
  }

  /** Closes it with the words of somebody who wants to. */
  close(words) {
    this.#ws.resume();
    this.#ws.close(1000, `Close called: ${words}`);
  }

  /** How it has ended: `{code, words}`. */
  end() {
    return this.#ending;
  }

  #serve() {
    const reader = this.#reader;
    if (reader !== null && (this.#waiting.length > 0 || this.#ended !== null)) {
      this.#reader = null;
      reader(this.#waiting.length > 0 ? this.#waiting.shift() : null);
      if (this.#waiting.length === 0) {
        this.#ws.resume();
      }
    }
  }
}
