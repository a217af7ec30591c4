// Option values as people write them. What is wrong is said with what would be right; commander adds the option's name.

import { InvalidArgumentError } from 'commander';
import { type Latency, parseLatency } from '../replay/session/latency.ts';

const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const MAX_PACKET_BYTES = 1024 ** 3;

/** `none`: no TCP listener. */
export function parsePort(text: string): number | 'none' {
  if (text.toLowerCase() === 'none') return 'none';
  return parseWhole(text, 0, 65_535, '0 to 65535 (0 picks a free one), or none');
}

export function parseTcpPort(text: string): number {
  return parseWhole(text, 0, 65_535, '0 to 65535 (0 picks a free one)');
}

/** An option with or without a value takes the word behind it for one. */
export function parseUiPort(text: string): number {
  return parseWhole(text, 0, 65_535, 'a port from 0 to 65535: write --ui=PORT, or put --ui behind the file');
}

export function parseCount(text: string): number {
  return parseWhole(text, 1, 1_000_000, 'a number from 1 to 1000000');
}

export function parseId(text: string): number {
  return parseWhole(text, 1, Number.MAX_SAFE_INTEGER, 'a number from 1 on');
}

export function parsePercent(text: string): number {
  return parseWhole(text, 0, 100, 'a number from 0 to 100');
}

/** Zero or more. */
export function parseLimit(text: string): number {
  return parseWhole(text, 0, Number.MAX_SAFE_INTEGER, 'a number from 0 on');
}

/** A size as MySQL's options take it: `1048576`, `64M`, `1G`. */
export function parsePacketSize(text: string): number {
  const [, digits, unit = ''] = /^(\d+)([KMG]?)$/i.exec(text) ?? [];
  const bytes = digits === undefined ? Number.NaN : Number(digits) * (UNIT_BYTES[unit.toUpperCase()] ?? Number.NaN);
  if (bytes >= 1024 && bytes <= MAX_PACKET_BYTES) return bytes;
  throw new InvalidArgumentError('Expected 1K to 1G, such as 67108864 or 64M.');
}

/** A parser for words of which one must be given; their case does not matter. */
export function parseOneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((each) => each.toLowerCase() === text.toLowerCase());
    if (word === undefined) throw new InvalidArgumentError(`Expected ${words.join(', ')}.`);
    return word;
  };
}

/** How long answers are held back: `none`, `recorded`, `2x`, `50ms`. */
export function parseLatencyOption(text: string): Latency {
  const latency = parseLatency(text);
  if (latency !== undefined) return latency;
  throw new InvalidArgumentError('Expected none, recorded, a factor such as 2x, or a time such as 50ms or 1.5s.');
}

/** A parser for an option that may be given several times. */
export function collect(text: string, previous: readonly string[]): readonly string[] {
  return [...previous, text];
}

function parseWhole(text: string, least: number, most: number, expected: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Expected ${expected}.`);
}
