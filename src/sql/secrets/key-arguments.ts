// Which arguments of which functions are keys or passwords, followed call by call.
// https://dev.mysql.com/doc/refman/en/encryption-functions.html, https://mariadb.com/kb/en/encryption-functions/

/** By function: the first argument, from 0, that is a secret, and how many are. */
const KEYS: ReadonlyMap<string, readonly [from: number, count: number]> = new Map([
  ['AES_ENCRYPT', [1, 1]],
  ['AES_DECRYPT', [1, 1]],
  ['DES_ENCRYPT', [1, 1]],
  ['DES_DECRYPT', [1, 1]],
  ['ENCODE', [1, 1]],
  ['DECODE', [1, 1]],
  ['KDF', [0, 1]],
  ['KEYRING_KEY_STORE', [2, 1]],
  ['ENCRYPT', [0, 1]],
  ['PASSWORD', [0, 1]],
  ['OLD_PASSWORD', [0, 1]],
  ['VALIDATE_PASSWORD_STRENGTH', [0, 1]],
  ['ASYMMETRIC_ENCRYPT', [2, 1]],
  ['ASYMMETRIC_DECRYPT', [2, 1]],
  ['ASYMMETRIC_SIGN', [2, 1]],
  ['CREATE_ASYMMETRIC_PUB_KEY', [1, 1]],
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

  /** Whether what stands here is a key, or goes into one. */
  get isKey(): boolean {
    return this.#calls.some(({ from, count, argument }) => argument >= from && argument < from + count);
  }

  /** @param word directly before the parenthesis, in upper case */
  open(word: string): void {
    this.#depth++;
    const key = KEYS.get(word);
    if (key !== undefined) this.#calls.push({ from: key[0], count: key[1], depth: this.#depth, argument: 0 });
  }

  comma(): void {
    const call = this.#calls.at(-1);
    if (call?.depth === this.#depth) call.argument++;
  }

  close(): void {
    if (this.#calls.at(-1)?.depth === this.#depth) this.#calls.pop();
    if (this.#depth > 0) this.#depth--;
  }

  endStatement(): void {
    this.#depth = 0;
    this.#calls.length = 0;
  }

  get depth(): number {
    return this.#depth;
  }
}
