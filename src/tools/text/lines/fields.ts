// Fields of a line in a text twin, each described once: how it is written, and how it is read again. A line is a record of
// them, in their order. What is read of what was written is the same value, which test/unit/tools/text/lines/fields.test.ts proves.

import type { Line } from '../reading/scanner.ts';
import { formatBytes, formatHex, formatString } from './tokens.ts';

export interface Field<V> {
  /** Without a space around it; empty for one that is not there. */
  write(value: V): string;
  /** @throws TextError */
  read(line: Line): V;
}

type Values<T> = { readonly [K in keyof T]: T[K] extends Field<infer V> ? V : never };

/** @param expected what it is, for errors @param most the highest number */
export function integer(expected: string, most?: number): Field<number> {
  return { write: String, read: (line) => line.integer(expected, most) };
}

/** Four hexadecimal digits or more. */
export function bits(expected: string, most: number): Field<number> {
  return { write: (value) => `0x${value.toString(16).padStart(4, '0')}`, read: (line) => line.integer(expected, most) };
}

export function bigint(expected: string): Field<bigint> {
  return { write: String, read: (line) => line.bigint(expected) };
}

/** `'text'` where it is readable, else `0x…`. @param form `hex`: always written so */
export function bytes(expected: string, form: 'readable' | 'hex' = 'readable'): Field<Buffer> {
  return { write: form === 'hex' ? formatHex : formatBytes, read: (line) => line.bytes(expected) };
}

export function string(expected: string): Field<string> {
  return { write: formatString, read: (line) => line.string(expected) };
}

/** One of some words. */
export function oneOf<W extends string>(words: readonly W[]): Field<W> {
  const expected = words.join(', ').replace(/, (?=[^,]*$)/, ' or ');
  return {
    write: (word) => word,
    read: (line) => {
      const word = line.word(expected);
      const found = words.find((each) => each === word);
      if (found === undefined) throw line.error(`expected ${expected}`, word.length);
      return found;
    },
  };
}

/** Hexadecimal bytes of what has bytes of its own. */
export function encoded<V>(expected: string, encode: (value: V) => Buffer, decode: (bytes: Buffer) => V): Field<V> {
  return { write: (value) => formatHex(encode(value)), read: (line) => decode(line.bytes(expected)) };
}

/** `NULL` for null. */
export function nullable<V>(field: Field<V>): Field<V | null> {
  return {
    write: (value) => (value === null ? 'NULL' : field.write(value)),
    read: (line) => (line.takes('NULL') ? null : field.read(line)),
  };
}

/** With its word before it: `status 0x0002`. */
export function named<V>(word: string, field: Field<V>): Field<V> {
  return {
    write: (value) => `${word} ${field.write(value)}`,
    read: (line) => {
      line.expect(word);
      return field.read(line);
    },
  };
}

/** With its word before it, where it is not what it usually is. */
export function unless<V, U extends V | null>(word: string, field: Field<V>, usual: U): Field<V | U> {
  return {
    write: (value) => (value === usual ? '' : `${word} ${field.write(value as V)}`),
    read: (line) => (line.takes(word) ? field.read(line) : usual),
  };
}

/** The last of a line; nothing for null. */
export function optional<V>(field: Field<V>): Field<V | null> {
  return {
    write: (value) => (value === null ? '' : field.write(value)),
    read: (line) => (line.isAtEnd ? null : field.read(line)),
  };
}

/** No more than the word before it. */
export function nothing(): Field<null> {
  return { write: () => '', read: () => null };
}

/** True where its word stands there. */
export function mark(word: string): Field<boolean> {
  return { write: (is) => (is ? word : ''), read: (line) => line.takes(word) };
}

/** Several fields behind one another. */
export function record<T extends Readonly<Record<string, Field<unknown>>>>(fields: T): Field<Values<T>> {
  const entries = Object.entries(fields);
  return {
    write: (values) => {
      const each: Readonly<Record<string, unknown>> = values;
      const words = entries.map(([key, field]) => field.write(each[key]));
      return words.filter((text) => text !== '').join(' ');
    },
    read: (line) => Object.fromEntries(entries.map(([key, field]) => [key, field.read(line)])) as Values<T>,
  };
}

/** The same as cells of a table's row, `| a | b |`; the table is put in order by `formatTable`. */
export function cells<T extends Readonly<Record<string, Field<unknown>>>>(fields: T) {
  const entries = Object.entries(fields);
  return {
    write: (values: Values<T>): string[] => {
      const each: Readonly<Record<string, unknown>> = values;
      return entries.map(([key, field]) => field.write(each[key]));
    },
    read: (line: Line): Values<T> => {
      line.sign('|');
      const pairs = entries.map(([key, field]) => {
        const value = field.read(line);
        line.sign('|');
        return [key, value];
      });
      line.end();
      return Object.fromEntries(pairs) as Values<T>;
    },
  };
}
