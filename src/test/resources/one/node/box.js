// Boxes of NaCl, and hexadecimal digits.

import nacl from 'tweetnacl';

const {nonceLength} = nacl.secretbox;

export const toHex = (bytes) => Buffer.from(bytes).toString('hex');
export const fromHex = (digits) => new Uint8Array(Buffer.from(digits, 'hex'));

/** Keys of somebody. */
export const keyPair = () => nacl.box.keyPair();

/** What two who know each other's public key have in common. */
export const agree = (theirs, own) => nacl.box.before(theirs, own.secretKey);

/** A box with its nonce before it. */
export function sealWithNonce(content, key) {
  const nonce = nacl.randomBytes(nonceLength);
  return Buffer.concat([nonce, nacl.secretbox(content, nonce, key)]);
}

export function openWithNonce(sealed, key) {
  return open(sealed.subarray(nonceLength), sealed.subarray(0, nonceLength), key);
}

/** A box whose nonce is a number, which doesn't travel. */
export const sealNumbered = (content, number, key) => nacl.secretbox(content, nonceOf(number), key);

export const openNumbered = (sealed, number, key) => open(sealed, nonceOf(number), key);

export const randomBytes = (count) => nacl.randomBytes(count);

function open(box, nonce, key) {
  const content = nacl.secretbox.open(box, nonce, key);
  if (content === null) {
    throw new Error('Decryption of message failed.');
  }
  return content;
}

function nonceOf(number) {
  const nonce = new Uint8Array(nonceLength);
  new DataView(nonce.buffer).setBigUint64(nonceLength - 8, BigInt(number));
  return nonce;
}
