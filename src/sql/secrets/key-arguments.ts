// Which arguments of which functions are keys or passwords, followed call by call.
// https://dev.mysql.com/doc/refman/en/encryption-functions.html, https://mariadb.com/kb/en/encryption-functions/

/** Of what it begins with to its last. */
const ALL = 99;
/** By function: the first argument, from 0, that is a secret, and how many are. Salts and vectors count as what keys are made of. */
const KEYS: ReadonlyMap<string, readonly [from: number, count: number]> = new Map([
  ['AES_ENCRYPT', [1, ALL]],
  ['AES_DECRYPT', [1, ALL]],
  ['DES_ENCRYPT', [1, 1]],
  ['DES_DECRYPT', [1, 1]],
  ['ENCODE', [1, 1]],
  ['DECODE', [1, 1]],
  ['KDF', [0, ALL]],
  ['KEYRING_KEY_STORE', [2, 1]],
  ['ENCRYPT', [0, 1]],
  ['PASSWORD', [0, 1]],
  ['OLD_PASSWORD', [0, 1]],
  ['VALIDATE_PASSWORD_STRENGTH', [0, 1]],
  ['ASYMMETRIC_ENCRYPT', [2, 1]],
  ['ASYMMETRIC_DECRYPT', [2, 1]],
  ['ASYMMETRIC_SIGN', [2, 1]],
  ['ASYMMETRIC_DERIVE', [1, 1]],
  ['CREATE_ASYMMETRIC_PRIV_KEY', [1, 1]],
  ['CREATE_ASYMMETRIC_PUB_KEY', [1, 1]],
  ['ED25519_PASSWORD', [0, 1]],
  ['AUDIT_LOG_ENCRYPTION_PASSWORD_SET', [0, 1]],
]);

interface Call {
  readonly from: number;
  readonly count: number;
  readonly depth: number;
  argument: number;
}

export class KeyArguments {
  #depth = 0;
  readonly #calls: Call[] = [];
  /** Calls that are open in a key. */
  #inKeys = 0;

  /** Whether what stands here is a key, or goes into one. */
  get isKey(): boolean {
    return this.#inKeys > 0;
  }

  /** @param word directly before the parenthesis, in upper case */
  open(word: string): void {
    this.#depth++;
    const key = KEYS.get(word);
    if (key === undefined) return;
    const call = { from: key[0], count: key[1], depth: this.#depth, argument: 0 };
    this.#calls.push(call);
    if (isIn(call)) this.#inKeys++;
  }

  comma(): void {
    const call = this.#calls.at(-1);
    if (call?.depth !== this.#depth) return;
    if (isIn(call)) this.#inKeys--;
    call.argument++;
    if (isIn(call)) this.#inKeys++;
  }

  close(): void {
    const call = this.#calls.at(-1);
    if (call?.depth === this.#depth) {
      this.#calls.pop();
      if (isIn(call)) this.#inKeys--;
    }
    if (this.#depth > 0) this.#depth--;
  }

  endStatement(): void {
    this.#depth = 0;
    this.#inKeys = 0;
    this.#calls.length = 0;
  }

  get depth(): number {
    return this.#depth;
  }
}

function isIn({ from, count, argument }: Call): boolean {
  return argument >= from && argument < from + count;
}
