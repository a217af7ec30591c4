// Whether, and with what, a command that found no recorded answer is answered as chatter of drivers and pools.

import type { Command } from '../domain/command.ts';
import { fingerprintOf } from '../fingerprint/fingerprint.ts';
import { answerChatter, type Chatter } from './chatter.ts';
import type { ClientView } from './client-view.ts';
import type { Library } from './library.ts';
import type { MissReason } from './misses.ts';

/** Undefined where it is none, or might be answered otherwise. */
export function unrecordedChatter(
  command: Command,
  reason: MissReason,
  library: Library,
  view: ClientView,
): Chatter | undefined {
  if (!library.isSynthesising || reason === 'exhausted' || isRecordedFailure(command, reason, library)) {
    return undefined;
  }
  const { collation, capabilities, status, loginStatus, recordedVersion } = view;
  return answerChatter(command, {
    variables: library.variables,
    collation,
    isMariadb: recordedVersion.includes('MariaDB'),
    serverVersion: recordedVersion.replace(/^5\.5\.5-(?=.*MariaDB)/, ''),
    capabilities,
    status,
    loginStatus,
  });
}

/** What the server refused in another state it might refuse in this one. */
function isRecordedFailure(command: Command, reason: MissReason, { reader }: Library): boolean {
  const fingerprint = reason === 'unknown' ? null : fingerprintOf(command, command.dialect);
  const exchange = fingerprint === null ? undefined : reader.anyByFingerprint(fingerprint);
  return exchange?.responseId != null && reader.response(exchange.responseId).outcome === 'error';
}
