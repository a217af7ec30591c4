// SHOW CREATE TABLE where a table's indexes were made in another order than when it was recorded: the lines of those that were made
// one behind the other stand in the order in which they were made here.
// https://dev.mysql.com/doc/refman/en/show-create-table.html

import type { Command } from '../../core/command.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import { shownInOrder } from '../../data/use/made-index.ts';
import { answerSequenceId, framePayload, packetCount } from '../../mysql/codec/framing.ts';
import { walkResponse } from '../../mysql/codec/walk-response.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { decodeTextRow, encodeTextRow } from '../../mysql/packets/text-row.ts';
import type { FindContext, Found } from '../matching/find-answer.ts';
import { withTablesThere } from './listed-lines.ts';
import { againForConnectionId } from './own-connection-id.ts';

/** Of an index that is neither unique nor of another kind. */
const LINE = /^ {2}KEY [`"]((?:[^`"]|``)+)[`"] /;

/** What is found, with this connection's number and the order of indexes that is seen here. */
export function inTheirOwn(command: Command, found: Found, context: FindContext): Found {
  const own = againForConnectionId(command, found);
  if (own.kind === 'miss') return withTablesThere(command, own, context) ?? own;
  return own.kind === 'found' ? withIndexesInOrder(command, own, context) : own;
}

/** The answer in the order that is seen here; a miss where it cannot be put into it. */
function withIndexesInOrder(
  command: Command,
  found: Found & { readonly kind: 'found' },
  { reader, matcher, place }: FindContext,
): Found {
  if (command.sql === null || command.name === 'COM_STMT_PREPARE') return found;
  const use = reader.dataOf(found.exchange.id)?.use;
  const [shown, other] = use === undefined ? [] : shownInOrder(use);
  const { responseId } = found.exchange;
  if (shown === undefined || other !== undefined || responseId === null) return found;
  const names = matcher.lastIndexes(shown.table, place);
  const recorded = found.response ?? reader.response(responseId);
  if (names.length < 2 || recorded.outcome !== 'resultset') return found;
  const response = command.code === CommandCode.COM_QUERY ? inOrder(command, recorded, names) : null;
  if (response !== null) return response === recorded ? found : { ...found, response, repeatable: null };
  matcher.giveBack(found.exchange);
  return { kind: 'miss', reason: 'other data', near: found.exchange };
}

/** Null where not all of them are shown. */
function inOrder(command: Command, response: RecordedResponse, names: readonly string[]): RecordedResponse | null {
  if (response.whole === null) return null;
  const shape = { command: command.code, encoding: response.encoding, asksCursor: false, knownColumns: () => [] };
  const frames: Buffer[] = [];
  let sequenceId = answerSequenceId(command.payload.length);
  let isChanged = false;
  for (const walk of walkResponse([response.whole], shape)) {
    let packet = walk.payload;
    if (walk.kind === 'row') {
      const row = decodeTextRow(walk.payload, walk.columns.length);
      const text = row[1]?.toString('latin1');
      const ordered = text === undefined ? null : linesInOrder(text, names);
      if (ordered === null) return null;
      if (ordered !== text) {
        row[1] = Buffer.from(ordered, 'latin1');
        packet = encodeTextRow(row);
        isChanged = true;
      }
    }
    frames.push(...framePayload(packet, sequenceId & 0xff));
    sequenceId += packetCount(packet.length);
  }
  if (!isChanged) return response;
  const whole = Buffer.concat(frames);
  return { ...response, bytes: whole.length, whole, chunks: () => [whole] };
}

/**
 * A CREATE TABLE, as a server shows it, with the lines of these indexes in this order in their places.
 * @param names in lower case @returns null where one of them has no line
 * @internal
 */
export function linesInOrder(text: string, names: readonly string[]): string | null {
  const lines = text.split('\n');
  const places = lines.flatMap((line, at) => {
    const [, name] = LINE.exec(line) ?? [];
    const bare =
      name === undefined ? '' : Buffer.from(name.replaceAll('``', '`'), 'latin1').toString('utf8').toLowerCase();
    const turn = names.indexOf(bare);
    return turn < 0 ? [] : [{ at, turn, line: line.replace(/,$/, '') }];
  });
  if (places.length !== names.length) return null;
  const ordered = [...places].sort((a, b) => a.turn - b.turn);
  places.forEach(({ at }, index) => {
    lines[at] = `${ordered[index]?.line}${lines[at]?.endsWith(',') === true ? ',' : ''}`;
  });
  return lines.join('\n');
}
