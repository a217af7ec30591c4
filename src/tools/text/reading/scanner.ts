// Reads a text twin line by line and a line word by word, and knows where it is when something is wrong.

import { unescaped } from '../lines/tokens.ts';
import { TextError } from './text-error.ts';

const HEX = /0x((?:[0-9a-f]{2})*)/y;
const QUOTED = /'((?:[^'\\]|\\.)*)'/sy;
const WORD = /[^\s'|]+/y;
const MOST_UNSIGNED = 2n ** 64n - 1n;
/** Capabilities, as the recording's file can keep them. */
export const MOST_BITS = 2n ** 63n - 1n;

/** One line of the text, without its indentation. */
export class Line {
  readonly text: string;
  readonly number: number;
  readonly indent: number;
  #at = 0;

  constructor(whole: string, number: number) {
    this.text = whole.trimStart();
    this.indent = whole.length - this.text.length;
    this.number = number;
  }

  get isAtEnd(): boolean {
    this.#skipSpaces();
    return this.#at >= this.text.length;
  }

  /** Whether the next word is this one; it is taken then. */
  takes(word: string): boolean {
    if (this.peek() !== word) return false;
    this.#at += word.length;
    return true;
  }

  /** The next word without taking it; empty where something else comes. */
  peek(): string {
    this.#skipSpaces();
    WORD.lastIndex = this.#at;
    return WORD.exec(this.text)?.[0] ?? '';
  }

  word(expected: string): string {
    const word = this.peek();
    if (word === '') throw this.error(`expected ${expected}`);
    this.#at += word.length;
    return word;
  }

  expect(word: string): void {
    if (!this.takes(word)) throw this.error(`expected ${word}`);
  }

  /** Digits, or 0x and hexadecimal ones, up to `most`. */
  integer(expected: string, most = Number.MAX_SAFE_INTEGER): number {
    return Number(this.bigint(expected, BigInt(most)));
  }

  /** The same for what may have 64 bits. */
  bigint(expected: string, most = MOST_UNSIGNED): bigint {
    const word = this.peek();
    if (!/^(\d+|0x[0-9a-f]+)$/.test(word)) throw this.error(`expected ${expected}, a number`);
    const value = BigInt(word);
    if (value > most) throw this.error(`expected ${expected} of ${most} at the most`);
    this.#at += word.length;
    return value;
  }

  /** A quoted string or hexadecimal digits: the bytes that they stand for. */
  bytes(expected: string): Buffer {
    const value = this.value(expected);
    if (value === null || typeof value === 'string') throw this.error(`expected ${expected} in quotes, or 0x…`);
    return value;
  }

  /** A quoted string. */
  string(expected: string): string {
    return this.bytes(expected).toString('utf8');
  }

  /** NULL, bytes, or a bare word such as a number. */
  value(expected: string): Buffer | string | null {
    this.#skipSpaces();
    const first = this.text[this.#at];
    if (first === "'") return this.#quoted();
    HEX.lastIndex = this.#at;
    const hex = HEX.exec(this.text);
    const word = this.peek();
    if (hex !== null && hex[0] === word) {
      this.#at += word.length;
      return Buffer.from(hex[1] ?? '', 'hex');
    }
    if (word.startsWith('0x')) throw this.error(`${word} is not a whole number of bytes in hexadecimal digits`);
    if (word === '') throw this.error(`expected ${expected}`);
    this.#at += word.length;
    return word === 'NULL' ? null : word;
  }

  /** One character, such as `|`. */
  sign(sign: string): void {
    this.#skipSpaces();
    if (this.text[this.#at] !== sign) throw this.error(`expected ${sign}`);
    this.#at++;
  }

  /** The rest of the line as it is. */
  rest(): string {
    const rest = this.text.slice(this.#at);
    this.#at = this.text.length;
    return rest;
  }

  end(): void {
    if (!this.isAtEnd) throw this.error(`expected the end of the line`);
  }

  /** @param back how many characters before the place reached it is */
  error(message: string, back = 0): TextError {
    const shown = this.text.slice(this.#at - back, this.#at - back + 40);
    const found = shown === '' ? 'the line ends here' : `found ${shown}`;
    return new TextError({ line: this.number, column: this.indent + this.#at - back + 1 }, `${message}, ${found}`);
  }

  #quoted(): Buffer {
    QUOTED.lastIndex = this.#at;
    const match = QUOTED.exec(this.text);
    if (match === null) throw this.error("expected a string that ends with '");
    const text = unescaped(match[1] ?? '');
    if (text === null) throw this.error("a backslash stands before n, r, t, 0, \\, ' or u{…} only");
    this.#at += match[0].length;
    return Buffer.from(text);
  }

  #skipSpaces(): void {
    while (this.text[this.#at] === ' ') this.#at++;
  }
}

/** The lines that say something: comments (#) and empty ones are passed over. They are read one by one. */
export class Lines {
  readonly #source: Iterator<string>;
  /** The line that comes next; null behind the last one. */
  #current: string | null = null;
  /** Its number in the whole text; at the end that of the last one. */
  #number: number;

  /** @param before lines of the whole text before these */
  constructor(lines: string | Iterable<string>, before = 0) {
    this.#source = (typeof lines === 'string' ? lines.split('\n') : lines)[Symbol.iterator]();
    this.#number = before;
    this.#advance();
  }

  #advance(): void {
    const { value, done } = this.#source.next();
    this.#current = done ? null : value;
    if (!done) this.#number++;
  }

  /** The next line without taking it; null at the end. */
  peek(): Line | null {
    for (; this.#current !== null; this.#advance()) {
      const whole = this.#current.replace(/\r$/, '');
      const start = whole.trimStart();
      if (start !== '' && !start.startsWith('#')) return new Line(whole, this.#number);
    }
    return null;
  }

  take(): Line | null {
    const line = this.peek();
    if (line !== null) this.#advance();
    return line;
  }

  /** The next line if its first word is `word`, which is taken. */
  takeIf(word: string): Line | null {
    const line = this.peek();
    if (line === null || !line.takes(word)) return null;
    this.#advance();
    return line;
  }

  /** The next line exactly, if it begins with this sign: for blocks, in which # and trailing spaces count. */
  takeBlockLine(signs: string): { sign: string; text: string; line: Line } | null {
    const whole = this.#current;
    const start = whole?.trimStart() ?? '';
    const sign = start[0] ?? '';
    if (whole === null || sign === '' || !signs.includes(sign)) return null;
    const line = new Line(whole.replace(/\r$/, ''), this.#number);
    this.#advance();
    return { sign, text: line.text.slice(1).replace(/^ /, ''), line };
  }

  /** An error at the end of the text. */
  endError(message: string): TextError {
    return new TextError({ line: this.#number, column: 1 }, `${message}, the text ends here`);
  }
}
