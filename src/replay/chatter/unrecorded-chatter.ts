// Whether, and with what, a command that found no recorded answer is answered as chatter of drivers and pools.

import type { Command } from '../../core/command.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { flavourOf } from '../../mysql/constants/flavour.ts';
import { transactionEnd } from '../../sql/session/transaction-end.ts';
import type { MissReason } from '../misses/misses.ts';
import type { ClientView } from '../session/client-view.ts';
import type { ReplayContext } from '../session/replay-context.ts';
import { answerChatter, type Chatter } from './chatter.ts';
import type { VariableContext } from './variable-values.ts';

/** Undefined where it is none, or might be answered otherwise. */
export function unrecordedChatter(
  command: Command,
  reason: MissReason,
  run: ReplayContext,
  view: ClientView,
): Chatter | undefined {
  const isEnd = command.sql !== null && transactionEnd(command.sql, command.dialect) !== null;
  if (!run.isSynthesising || (reason === 'exhausted' && !isEnd) || isRecordedFailure(command, reason, run)) {
    return undefined;
  }
  const { capabilities, status, loginStatus } = view;
  return answerChatter(command, { ...variableContext(run, view), capabilities, status, loginStatus });
}

/** What of a connection its variables follow from. */
export function variableContext(run: ReplayContext, { collation, recordedVersion }: ClientView): VariableContext {
  return {
    variables: run.variables,
    collation,
    flavour: flavourOf(recordedVersion),
    serverVersion: recordedVersion.replace(/^5\.5\.5-(?=.*MariaDB)/, ''),
  };
}

/** What the server refused in another state it might refuse in this one. */
function isRecordedFailure(command: Command, reason: MissReason, { reader }: ReplayContext): boolean {
  const fingerprint = reason === 'unknown' ? null : fingerprintOf(command, command.dialect);
  const exchange = fingerprint === null ? undefined : reader.anyByFingerprint(fingerprint);
  return exchange?.responseId != null && reader.response(exchange.responseId).outcome === 'error';
}
