// How two peers prove to each other that they own their keys, and agree on another one.

import {agree, fromHex, keyPair, openWithNonce, sealWithNonce, toHex} from './box.js';
import {ACCEPTOR, INITIATOR, Session} from './session.js';

const NOT_US = 'Error: We do not accept connections for this target public key';
const COMPLEMENT = 0xff;
const CHALLENGE_BYTES = 64;
const ROUND_TRIP_MILLIS = 2000;

/** Registers a socket, and waits until it is handed over. Calls `registered` once and `pinged` for each ping. */
export async function wait(socket, own, {registered, pinged}) {
  await socket.say({command: 'register', publicKey: toHex(own.publicKey)});
  const asked = await socket.hear('authentication_request');
  const key = agree(fromHex(asked.publicKey), own);
  const challenge = openWithNonce(fromHex(asked.challenge), key);
  if (challenge.length !== CHALLENGE_BYTES) {
    throw new Error(`a challenge has ${challenge.length} bytes`);
  }
  const response = sealWithNonce(challenge.map((each) => each ^ COMPLEMENT), key);
  await socket.say({command: 'authentication_response', response: toHex(response)});
  const {pingInterval} = await socket.hear('authentication_success');
  registered();
  const patience = pingInterval + 2 * ROUND_TRIP_MILLIS;
  const watch = setTimeout(() => socket.close('Pong: Connection timed out'), patience);
  try {
    while ((await socket.hear('ping', 'connection_handover')).command === 'ping') {
      await socket.say({command: 'pong'});
      watch.refresh();
      pinged();
    }
  } finally {
    clearTimeout(watch);
  }
}

/** Goes on where somebody has asked for this key: `{session, peer}`. */
export async function accept(socket, own, pulseMillis) {
  const {sourcePublicKey, targetPublicKey} = await socket.hear('communication_request');
  await socket.say({command: 'communication_ready'});
  if (targetPublicKey !== toHex(own.publicKey)) {
    socket.close(NOT_US);
    throw new Error(`asked for ${targetPublicKey}`);
  }
  const key = agree(fromHex(sourcePublicKey), own);
  const ephemeral = keyPair();
  const theirs = openWithNonce(await socket.bytes(), key);
  await socket.send(sealWithNonce(ephemeral.publicKey, key));
  return {session: new Session(socket, agree(theirs, ephemeral), ACCEPTOR, pulseMillis), peer: sourcePublicKey};
}

/** Asks for somebody. */
export async function ask(socket, own, target, pulseMillis) {
  const key = agree(fromHex(target), own);
  const ephemeral = keyPair();
  await socket.say({
    command: 'communication_request',
    sourcePublicKey: toHex(own.publicKey),
    targetPublicKey: target,
  });
  await socket.hear('communication_ready');
  await socket.send(sealWithNonce(ephemeral.publicKey, key));
  const theirs = openWithNonce(await socket.bytes(), key);
  return new Session(socket, agree(theirs, ephemeral), INITIATOR, pulseMillis);
}
