// Looks for what seems to be a secret: by its form in statements, parameters and rows, and by the names of columns.

import { MalformedPacketError } from '../../core/errors.ts';
import { decodeText } from '../../mysql/constants/text-decoders.ts';
import { MalformedMessageError } from '../../mysqlx/messages/message-type.ts';
import type { ListedExchange } from '../../store/listing.ts';
import type { RecordingFileReader } from '../../store/reader.ts';
import type { Cell } from '../history/cell.ts';
import { isOfX } from '../history/is-of-x.ts';
import { resultsOf } from '../history/results.ts';
import { xResultsOf } from '../history/x-results.ts';

export interface SecretFinding {
  /** E.g. `e-mail address`, `card number`. */
  readonly what: string;
  /** E.g. `column shop.users.email`, `statement`, `parameters`. */
  readonly where: string;
  /** The first exchange in which it stands. */
  readonly exchange: number;
  /** Its beginning, by which it can be known again. */
  readonly sample: string;
  count: number;
}

export interface ScanLimits {
  /** Rows of each result set that are looked at. */
  readonly rows: number;
  readonly exchanges: number;
}

interface Form {
  readonly what: string;
  readonly pattern: RegExp;
  readonly isIt?: (text: string) => boolean;
}

const FORMS: readonly Form[] = [
  { what: 'private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
  { what: 'access key of AWS', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { what: 'token of GitHub', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{20,}/g },
  { what: 'token of GitLab', pattern: /\bglpat-[\w-]{20,}/g },
  { what: 'token of Slack', pattern: /\bxox[abprs]-[\w-]{10,}/g },
  { what: 'key of Stripe', pattern: /\b[sr]k_live_[A-Za-z0-9]{16,}/g },
  { what: 'key of Google', pattern: /\bAIza[\w-]{35}\b/g },
  { what: 'JSON web token', pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/g },
  { what: 'bearer token', pattern: /\bBearer\s+[\w.~+/-]{20,}/g },
  { what: 'password hash', pattern: /\$(?:2[abxy]|argon2(?:id?|d)|6|5)\$[\w$,=./+-]{20,}/g },
  { what: 'password in a URL', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]+:[^\s:@/]{3,}@/gi },
  { what: 'card number', pattern: /\b(?:\d[ -]?){12,18}\d\b/g, isIt: isCard },
  {
    what: 'account number (IBAN)',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    isIt: isIban,
  },
  { what: 'e-mail address', pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, isIt: isRealAddress },
];

const TELLING_NAMES =
  /^(?:.*_)?(?:password|passwd|pwd|secret|api_?key|access_?token|refresh_?token|private_?key|ssn)(?:_.*)?$/i;
const SAMPLE_CHARS = 3;

/** What seems to be secret, each kind in each place once. */
export function scanForSecrets(reader: RecordingFileReader, limits: ScanLimits): SecretFinding[] {
  const scan = new Scan();
  for (const exchange of reader.listExchanges({ limit: limits.exchanges })) {
    if (exchange.sql !== null && exchange.prepareExchange === null) scan.text(exchange.sql, 'statement', exchange);
    if (exchange.parameters !== null) scan.text(exchange.parameters, 'parameters', exchange);
    const results = readableResults(reader, exchange, limits.rows);
    for (const result of results) {
      if (result.kind !== 'rows') continue;
      const names = result.columns.map(placeOf);
      for (const row of result.rows) {
        for (const [at, cell] of row.entries()) scan.cell(cell, names[at] ?? 'column', exchange);
      }
    }
  }
  return scan.findings();
}

/** An answer that cannot be read has no secrets that can be found, and keeps none of the others from being found. */
function readableResults(reader: RecordingFileReader, exchange: ListedExchange, rows: number) {
  try {
    return isOfX(exchange) ? xResultsOf(reader, exchange, rows) : resultsOf(reader, exchange, rows);
  } catch (error) {
    if (error instanceof MalformedPacketError || error instanceof MalformedMessageError) return [];
    throw error;
  }
}

interface NamedColumn {
  readonly schema?: Buffer | null;
  readonly originalTable?: Buffer | null;
  readonly originalName?: Buffer | null;
  readonly name?: Buffer | null;
}

/** Columns of the X Protocol may have no names. */
function placeOf({ schema, originalTable, originalName, name }: NamedColumn): string {
  const origin = [schema, originalTable, originalName].map((part) => (part ? decodeText(part, 'utf8mb4') : null) ?? '');
  return origin[2] === '' ? `column ${name?.toString('utf8') ?? ''}` : `column ${origin.join('.')}`;
}

class Scan {
  readonly #found = new Map<string, SecretFinding>();

  findings(): SecretFinding[] {
    return [...this.#found.values()];
  }

  cell(cell: Cell, where: string, exchange: ListedExchange): void {
    if (cell.kind === 'null') return;
    const text = cell.kind === 'hex' ? cell.bytes.toString('latin1') : cell.text;
    const isTelling = TELLING_NAMES.test(where.slice(where.lastIndexOf('.') + 1).replace(/^column /, ''));
    if (isTelling && text !== '' && cell.kind !== 'number')
      this.#note('value of a secret column', where, exchange, text);
    this.text(text, where, exchange);
  }

  text(text: string, where: string, exchange: ListedExchange): void {
    for (const { what, pattern, isIt } of FORMS) {
      for (const [found] of text.matchAll(pattern)) {
        if (isIt === undefined || isIt(found)) this.#note(what, where, exchange, found);
      }
    }
  }

  #note(what: string, where: string, { id }: ListedExchange, text: string): void {
    const key = `${what} ${where}`;
    const known = this.#found.get(key);
    if (known !== undefined) known.count++;
    else this.#found.set(key, { what, where, exchange: id, sample: `${text.slice(0, SAMPLE_CHARS)}…`, count: 1 });
  }
}

/** The check digit of Luhn, and a length and beginning that cards have. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (!/^(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5))/.test(digits) || digits.length < 13) return false;
  let sum = 0;
  for (const [at, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the number modulo 97 is 1. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  const moved = plain.slice(4) + plain.slice(0, 4);
  const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return /^\d+$/.test(digits) && BigInt(digits) % 97n === 1n;
}

/** Names that RFC 2606 and RFC 6761 keep for examples and tests are nobody's. */
function isRealAddress(text: string): boolean {
  return !/@(?:.*\.)?(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$/i.test(text);
}
