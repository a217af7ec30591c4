// What a client's message of the X Protocol says, in a text twin: a statement as such, and each other field of the message
// on a line of its own, as JSON. What these lines cannot say byte for byte stands as bytes.

import { clientMessageType } from '../../../mysqlx/constants/message-types.ts';
import { messageTypeOf } from '../../../mysqlx/messages/client-messages.ts';
import { type Json, messageFields, messageFromFields } from '../../../mysqlx/messages/message-json.ts';
import { MalformedMessageError } from '../../../mysqlx/messages/message-type.ts';
import type { Line, Lines } from '../reading/scanner.ts';
import { formatJson, parseJson, reading } from './json-values.ts';
import { formatStatement, parseStatement } from './statement-block.ts';
import { formatHex } from './tokens.ts';

const STATEMENT = 'Sql.StmtExecute';
/** The field of a StmtExecute that is written as a statement. */
const SQL = 'stmt';

export function formatXRequest(name: string, payload: Buffer): string[] {
  const lines = fieldLines(name, payload);
  return lines ?? [`argument ${formatHex(payload)}`];
}

/** Null where the fields do not come to the same bytes. */
function fieldLines(name: string, payload: Buffer): string[] | null {
  const type = messageTypeOf(clientMessageType(name) ?? -1);
  if (type === undefined) return null;
  try {
    const fields = messageFields(type.name, type.decode(payload));
    if (!type.encode(messageFromFields(type.name, fields)).equals(payload)) return null;
    return fields.flatMap(([field, value]) => {
      const isStatement = name === STATEMENT && field === SQL && typeof value === 'string';
      return isStatement ? formatStatement(Buffer.from(value), '') : [`${field}: ${formatJson(value)}`];
    });
  } catch (error) {
    if (error instanceof MalformedMessageError || error instanceof RangeError) return null;
    throw error;
  }
}

/** The payload that the next lines stand for. @param head the line with the message's name @throws TextError */
export function parseXRequest(name: string, lines: Lines, head: Line): Buffer {
  const bytes = lines.takeIf('argument');
  if (bytes !== null) {
    const payload = bytes.bytes("the message's payload");
    bytes.end();
    return payload;
  }
  const type = messageTypeOf(clientMessageType(name) ?? -1);
  if (type === undefined) throw head.error(`${name} is no message of a client`);
  const fields: [string, Json][] = [];
  for (;;) {
    const statement = name === STATEMENT ? parseStatement(lines) : null;
    const line = statement === null ? takeField(lines) : null;
    if (statement !== null) fields.push([SQL, statement.sql.toString('utf8')]);
    else if (line === null) break;
    else fields.push([line.word('a field').slice(0, -1), parseJson(line)]);
  }
  return reading(head, () => type.encode(messageFromFields(type.name, fields)));
}

function takeField(lines: Lines): Line | null {
  const line = lines.peek();
  if (line === null || !/^[A-Za-z]\w*:$/.test(line.peek())) return null;
  return lines.take();
}
