// A recorded response in memory, from its packets' payloads.

import type { RecordedResponse } from '../../src/core/recording.ts';
import { framePayloads } from '../../src/mysql/codec/encode-result-set.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';

/** Of protocol 4.1 with EOF packets left out, where nothing else is said. */
export function responseOf(payloads: readonly Buffer[], changes: Partial<RecordedResponse> = {}): RecordedResponse {
  const whole = framePayloads(payloads);
  return {
    ...{ id: 1, encoding: Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF, bytes: whole.length, outcome: 'ok' },
    ...{ errorCode: null, status: 2, warnings: 0, affectedRows: 0n, rows: null, lastInsertId: 0n, whole },
    chunks: () => [whole],
    ...changes,
  };
}
