// How long a replay waits before an answer: not at all, or as the recorded server did.

import type { RecordedExchange, RecordingReader } from '../../core/recording.ts';

/** `recorded`: what the recorded server took to its first byte, so many times; `fixed`: always the same. */
export type Latency =
  | { readonly kind: 'none' }
  | { readonly kind: 'recorded'; readonly factor: number }
  | { readonly kind: 'fixed'; readonly ms: number };

const FACTOR = /^(\d+(?:\.\d+)?)x$/i;
const TIME = /^(\d+(?:\.\d+)?)(ms|s)$/i;
const NONE: Latency = { kind: 'none' };

/** Reads `none`, `recorded`, `2x`, `0.5x`, `50ms`, `1.5s`; undefined for anything else. */
export function parseLatency(text: string): Latency | undefined {
  if (/^none$/i.test(text)) return NONE;
  if (/^recorded$/i.test(text)) return { kind: 'recorded', factor: 1 };
  const factor = FACTOR.exec(text)?.[1];
  if (factor !== undefined) return { kind: 'recorded', factor: Number(factor) };
  const [, time, unit = ''] = TIME.exec(text) ?? [];
  if (time === undefined) return undefined;
  return { kind: 'fixed', ms: Number(time) * (unit.toLowerCase() === 's' ? 1000 : 1) };
}

/** Milliseconds to wait before the first byte of a recorded answer. */
export function latencyBefore(latency: Latency, exchange: RecordedExchange, reader: RecordingReader): number {
  switch (latency.kind) {
    case 'none':
      return 0;
    case 'recorded':
      return (reader.timesOf(exchange.id).firstByteUs / 1000) * latency.factor;
    case 'fixed':
      return latency.ms;
  }
}
