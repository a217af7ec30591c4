// An exchange of the X Protocol in a text twin: its messages are not taken apart, so all that the recording knows of it
// is written beside their bytes.

import { NO_FACTS, type ResponseFacts } from '../domain/command.ts';
import type { AppendixReader, AppendixWriter } from './appendix.ts';
import type { KeptExchange, ReadExchange } from './exchange-lines.ts';
import type { Line, Lines } from './scanner.ts';
import { formatStatement, parseStatement } from './statement-block.ts';
import { formatHex, formatString } from './tokens.ts';

/** @param prepared the ordinal of the exchange that prepared what is executed */
export function formatXExchange(
  exchange: KeptExchange,
  prepared: number | null,
  facts: ResponseFacts,
  appendix: AppendixWriter,
): string[] {
  const { sql, parameters, request, fingerprint, database, gap, response } = exchange;
  return [
    ...(sql === null ? [] : formatStatement(Buffer.from(sql), '')),
    ...(request === null ? [] : [`argument ${formatHex(request)}`]),
    ...(database === '' ? [] : [`in ${formatString(database)}`]),
    ...(fingerprint === null ? [] : [`fingerprint ${fingerprint}`]),
    ...(parameters === null ? [] : [`bound ${formatString(parameters)}`]),
    ...(prepared === null ? [] : [`executes ${prepared}`]),
    ...(gap === null ? [] : [`gap ${formatString(gap)}`]),
    ...(response === null ? [] : ['=>', `facts ${formatFacts(facts)}`, `bytes ${appendix.addBytes(response.bytes)}`]),
  ];
}

/** @throws TextError */
export function parseXExchange(head: Line, lines: Lines, appendix: AppendixReader): ReadExchange {
  const command = head.word('the name of a message');
  const sql = parseStatement(lines)?.sql.toString('utf8') ?? null;
  const optional = <T>(word: string, read: (line: Line) => T): T | null => {
    const line = lines.takeIf(word);
    if (line === null) return null;
    const value = read(line);
    line.end();
    return value;
  };
  const request = optional('argument', (line) => line.bytes("the message's payload"));
  const database = optional('in', (line) => line.string('a database')) ?? '';
  const fingerprint = optional('fingerprint', (line) => line.word('32 hexadecimal digits'));
  const parameters = optional('bound', (line) => line.string('parameters'));
  const prepared = optional('executes', (line) => line.integer('the number of an exchange'));
  const gap = optional('gap', parseGap);
  const asked = { command, sql, request, database, fingerprint, parameters, gap };
  const rest = {
    prepareExchange: prepared === null ? null : prepared - 1,
    transaction: null,
    state: '',
    idleSeconds: 0,
  };
  if (optional('=>', () => true) === null) return { ...asked, ...rest, response: null, facts: NO_FACTS };
  const facts = optional('facts', parseFacts) ?? NO_FACTS;
  const bytes = optional('bytes', (line) => appendix.bytes(line.word('a name from the appendix'), line));
  return { ...asked, ...rest, facts, response: { bytes: bytes ?? Buffer.alloc(0), encoding: 0n } };
}

const GAPS: readonly NonNullable<KeptExchange['gap']>[] = ['truncated', 'secret', 'mid stream', 'unsupported'];

function parseGap(line: Line): NonNullable<KeptExchange['gap']> {
  const text = line.string('why it cannot be served');
  const gap = GAPS.find((each) => each === text);
  if (gap === undefined) throw line.error(`expected one of ${GAPS.join(', ')} before here`);
  return gap;
}

/** What is not as in NO_FACTS, as JSON; 64-bit numbers as text. */
function formatFacts(facts: ResponseFacts): string {
  const told = Object.entries(facts).filter(([name, value]) => value !== NO_FACTS[name as keyof ResponseFacts]);
  const json = JSON.stringify(Object.fromEntries(told), (_name, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  return formatString(json);
}

function parseFacts(line: Line): ResponseFacts {
  const text = line.string('facts');
  try {
    const told: unknown = JSON.parse(text, (_name, value: unknown) =>
      typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
    );
    if (typeof told === 'object' && told !== null) return { ...NO_FACTS, ...told };
  } catch {
    // said below
  }
  throw line.error('expected facts as JSON before here');
}
