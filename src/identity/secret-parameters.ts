// Parameters that are secrets by the place of their `?`: the key of AES_ENCRYPT(?, ?), what @password is set to. What they are
// counts for nothing, as in a statement's text; in what is kept their bytes are stars, as many as there were.

import type { Command, ParameterValue } from '../core/command.ts';
import { CommandCode } from '../core/command-table.ts';
import { readStatement } from '../sql/statement-reading.ts';
import type { LexerOptions } from '../sql/words/token.ts';

type Bound = Pick<Command, 'sql' | 'parameters' | 'statement'>;

const MASK: ParameterValue = { kind: 'text', value: Buffer.from('***') };
const STAR = 0x2a;
/** COM_STMT_SEND_LONG_DATA: command, statement's id, number of the parameter. */
const LONG_DATA_AT = 7;
const NONE: ReadonlySet<number> = new Set();

/** The parameters with a mask for each secret; the command's own where there is none. */
export function shownValues(command: Bound, options: LexerOptions): readonly ParameterValue[] | null {
  const { parameters } = command;
  const secret = secretPlaces(command, options);
  if (parameters === null || secret.size === 0) return parameters;
  // a bulk command has the parameters of row behind row
  const { parameterCount } = command.statement ?? { parameterCount: parameters.length };
  return parameters.map((value, at) =>
    secret.has(at % (parameterCount || 1)) && value.kind !== 'null' ? MASK : value,
  );
}

/** The payload with stars for secrets; the command's own where there is none. */
export function payloadWithoutSecrets(
  command: Bound & Pick<Command, 'code' | 'payload'>,
  options: LexerOptions,
): Buffer {
  const { code, payload } = command;
  const secret = secretPlaces(command, options);
  // before its parameters are asked for: of an execute they are read then
  if (secret.size === 0) return payload;
  const { parameters } = command;
  const kept = Buffer.from(payload);
  if (code === CommandCode.COM_STMT_SEND_LONG_DATA && payload.length >= LONG_DATA_AT) {
    if (secret.has(payload.readUInt16LE(LONG_DATA_AT - 2))) kept.fill(STAR, LONG_DATA_AT);
    return kept;
  }
  const shown = shownValues(command, options) ?? [];
  (parameters ?? []).forEach((value, at) => {
    if (shown[at] !== MASK || (value.kind !== 'text' && value.kind !== 'blob')) return;
    // a view of the payload, unless it came ahead
    const from = value.value.byteOffset - payload.byteOffset;
    const isWithin = value.value.buffer === payload.buffer && from >= 0 && from + value.value.length <= payload.length;
    if (isWithin) kept.fill(STAR, from, from + value.value.length);
  });
  return kept;
}

function secretPlaces({ sql, statement }: Bound, options: LexerOptions): ReadonlySet<number> {
  return sql === null || statement === null ? NONE : readStatement(sql, options).secretParameters;
}
