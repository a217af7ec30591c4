// client_ed25519 of MariaDB: the server sends 32 random bytes, the client signs them with Ed25519. The private key is
// not made from a seed of 32 bytes, as RFC 8032 has it, but from SHA-512 of the password, whatever its length.
// https://mariadb.com/kb/en/authentication-plugin-ed25519/

import { createHash, createPrivateKey, createPublicKey, type KeyObject, verify } from 'node:crypto';

export const ED25519_PASSWORD = 'client_ed25519';
/** Length of what is to be signed; a greeting's scramble is too short for it. */
export const ED25519_NONCE_BYTES = 32;

const SIGNATURE_BYTES = 64;
/** The field of Curve25519. */
const P = 2n ** 255n - 19n;
/** DER in front of the 32 bytes of a private key for X25519 (PKCS #8) and of a public one for Ed25519 (RFC 8410). */
const X25519_PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex');
const ED25519_PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether `response` is the signature of someone who knows the password. @param nonce 32 bytes */
export function isEd25519Response(response: Buffer, password: Buffer, nonce: Buffer): boolean {
  if (response.length !== SIGNATURE_BYTES) return false;
  return publicKeysOf(password).some((key) => verify(null, nonce, key, response));
}

/**
 * The password's public key, and its mirror image, whose private key nobody has. node:crypto multiplies the base point
 * with any secret for X25519 only; that gives the u coordinate, and y = (u - 1) / (u + 1) (RFC 7748, 4.1), but not the
 * sign of x, so both are tried.
 */
function publicKeysOf(password: Buffer): KeyObject[] {
  const secret = createHash('sha512').update(password).digest().subarray(0, 32);
  const key = createPrivateKey({ key: Buffer.concat([X25519_PRIVATE, secret]), format: 'der', type: 'pkcs8' });
  const point = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  const u = fromLittleEndian(point);
  const y = littleEndian(modulo((u - 1n) * inverse(u + 1n)));
  const mirrored = Buffer.from(y);
  mirrored[31] = (mirrored[31] ?? 0) | 0x80;
  return [y, mirrored].map((bytes) =>
    createPublicKey({ key: Buffer.concat([ED25519_PUBLIC, bytes]), format: 'der', type: 'spki' }),
  );
}

/** By Fermat: x^(P-2). */
function inverse(value: bigint): bigint {
  let result = 1n;
  let square = modulo(value);
  for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

function modulo(value: bigint): bigint {
  return ((value % P) + P) % P;
}

function fromLittleEndian(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function littleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}
