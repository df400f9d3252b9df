// Can be reached by its key, and sends back what it is sent, until it is told to leave.

import {accept, wait} from './handshake.js';
import {Socket} from './socket.js';

const LEAVE = 'leave';
const PARTING = 'I was told to leave.';

/** Keeps that many sockets waiting at the server. */
export function listen(url, own, {spares, pulseMillis, tell}) {
  for (let i = 0; i < spares; i++) {
    void spare(url, own, pulseMillis, tell);
  }
}

async function spare(url, own, pulseMillis, tell) {
  const socket = await Socket.open(url);
  await wait(socket, own, {registered: () => tell('waiting'), pinged: () => tell('pinged')});
  tell('handed over');
  void spare(url, own, pulseMillis, tell);
  const {session, peer} = await accept(socket, own, pulseMillis);
  tell(`accepted ${peer}`);
  void session.lifesign.then(() => tell('lifesign'));
  await echo(session, tell);
  const {code, words} = await session.end();
  tell(`ended ${code} ${words}`);
}

async function echo(session, tell) {
  let echoed = 0;
  for (let message = await session.receive(); message !== null; message = await session.receive()) {
    if (message === LEAVE) {
      session.close(PARTING);
    } else {
      await session.send(message);
      echoed++;
    }
  }
  tell(`echoed ${echoed}`);
}
