// Looks for what seems to be a secret: by its form in statements, parameters and rows, and by the names of columns.
// Each distinct statement, list of parameters and response is looked at once, however often it was recorded.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { MalformedPacketError } from '../../core/errors.ts';
import { RecentMap } from '../../core/recent-map.ts';
import { decodeText } from '../../mysql/constants/text-decoders.ts';
import { MalformedMessageError } from '../../mysqlx/messages/message-type.ts';
import type { ExchangeContent } from '../../store/reading/contents.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { Cell } from '../history/cell.ts';
import { isOfX } from '../history/is-of-x.ts';
import { resultsOf } from '../history/results.ts';
import { xResultsOf } from '../history/x-results.ts';
import { OwnMasks } from './own-masks.ts';
import type { Rule } from './rules.ts';
import { findSecrets } from './secret-forms.ts';

export interface SecretFinding {
  /** E.g. `e-mail address`, `card number`. */
  readonly what: string;
  /** E.g. `column shop.users.email`, `statement`, `parameters`. */
  readonly where: string;
  /** The first exchange in which it stands. */
  readonly exchange: number;
  /** Its beginning, by which it can be known again. */
  readonly sample: string;
  /** How often it stands in distinct statements, parameters and responses. */
  count: number;
}

export interface ScanLimits {
  /** Rows of each result set that are looked at; default: all. */
  readonly rows?: number;
  /** Nothing is begun later than this, in milliseconds from now; default: no limit. */
  readonly timeLimitMs?: number;
  /** Ends the scan with what was found so far. */
  readonly signal?: AbortSignal;
  /** Told now and then how many exchanges were looked at. */
  readonly onProgress?: (exchanges: number) => void;
  /** By which the recording was masked: what they have put there is no secret. Reads it once more. */
  readonly rules?: readonly Rule[];
}

export interface ScanResult {
  readonly findings: readonly SecretFinding[];
  /** Exchanges that were looked at. */
  readonly exchanges: number;
  /** False where time or signal ended it. */
  readonly isWhole: boolean;
}

const TELLING_NAMES =
  /^(?:.*_)?(?:password|passwd|pwd|secret|api_?key|access_?token|refresh_?token|private_?key|ssn)(?:_.*)?$/i;
const NAME_CHARS = 256;
const SAMPLE_CHARS = 3;
/** Characters of texts that are remembered as looked at. */
const REMEMBERED_CHARS = 32 * 1024 * 1024;
/** Longer texts are looked at each time that they come. */
const REMEMBERED_TEXT_CHARS = 64 * 1024;
/** How long a signal may have to wait. */
const TURN_MS = 30;

/** What seems to be secret, each kind in each place once. */
export async function scanForSecrets(reader: RecordingFileReader, limits: ScanLimits = {}): Promise<ScanResult> {
  return await new Scan(reader, limits).run();
}

interface NamedColumn {
  readonly schema?: Buffer | null;
  readonly originalTable?: Buffer | null;
  readonly originalName?: Buffer | null;
  readonly name?: Buffer | null;
}

interface ScannedPart {
  readonly name: string;
  /** Whether the name says that its values are secret. */
  readonly isTelling: boolean;
  /** Whether a rule has masked what stands there. */
  readonly isMasked: boolean;
}

const STATEMENT: ScannedPart = { name: 'statement', isTelling: false, isMasked: false };
const PARAMETERS: ScannedPart = { name: 'parameters', isTelling: false, isMasked: false };
const NO_COLUMN: ScannedPart = { name: 'column', isTelling: false, isMasked: false };

/** An answer that cannot be read shows no secrets, and keeps none of the others from being found. */
function readable<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedPacketError || error instanceof MalformedMessageError) return [];
    throw error;
  }
}

class Scan {
  readonly #reader: RecordingFileReader;
  readonly #limits: ScanLimits;
  readonly #found = new Map<string, SecretFinding>();
  readonly #texts = new RecentMap<string, number>(REMEMBERED_CHARS, (chars) => chars + 64);
  readonly #responses = new Set<string>();
  readonly #until: number;
  readonly #masks: OwnMasks | null;
  #turnBegan = performance.now();
  #isStopped = false;

  constructor(reader: RecordingFileReader, limits: ScanLimits) {
    this.#reader = reader;
    this.#limits = limits;
    this.#masks = limits.rules === undefined ? null : new OwnMasks(reader, limits.rules);
    this.#until = performance.now() + (limits.timeLimitMs ?? Number.POSITIVE_INFINITY);
  }

  async run(): Promise<ScanResult> {
    let exchanges = 0;
    for (const exchange of this.#reader.contents()) {
      if (performance.now() - this.#turnBegan > TURN_MS) await this.#breathe(exchanges);
      if (this.#isStopped) break;
      this.#exchange(exchange);
      exchanges++;
    }
    return { findings: [...this.#found.values()], exchanges, isWhole: !this.#isStopped };
  }

  /** Lets signals and the terminal have their turn. */
  async #breathe(exchanges: number): Promise<void> {
    this.#limits.onProgress?.(exchanges);
    await nextTurn();
    this.#turnBegan = performance.now();
    this.#isStopped ||= this.#isOver();
  }

  #isOver(): boolean {
    return performance.now() > this.#until || this.#limits.signal?.aborted === true;
  }

  #exchange(exchange: ExchangeContent): void {
    if (exchange.sql !== null) this.#textOnce(exchange.sql, STATEMENT, exchange);
    if (exchange.parameters !== null) this.#textOnce(exchange.parameters, PARAMETERS, exchange);
    const { responseId, command } = exchange;
    if (responseId === null) return;
    // the same bytes may answer a query and an execute, whose rows are read otherwise
    const key = `${responseId} ${command}`;
    if (this.#responses.has(key)) return;
    this.#responses.add(key);
    this.#results(exchange);
  }

  #results(exchange: ExchangeContent): void {
    const rows = this.#limits.rows ?? Number.MAX_SAFE_INTEGER;
    const whole = isOfX(exchange) ? this.#reader.exchange(exchange.id) : null;
    const results =
      whole === null
        ? readable(() => resultsOf(this.#reader, exchange, rows))
        : readable(() => xResultsOf(this.#reader, whole, rows));
    for (const result of results) {
      if (result.kind !== 'rows') continue;
      const places = result.columns.map((column) => placeOf(column, this.#masks));
      for (const row of result.rows) {
        if (this.#isOver()) {
          this.#isStopped = true;
          return;
        }
        for (const [at, cell] of row.entries()) this.#cell(cell, places[at] ?? NO_COLUMN, exchange);
      }
    }
  }

  #cell(cell: Cell, where: ScannedPart, exchange: ExchangeContent): void {
    if (cell.kind === 'null' || where.isMasked) return;
    const text = cell.kind === 'hex' ? cell.bytes.toString('latin1') : cell.text;
    if (where.isTelling && text !== '' && cell.kind !== 'number')
      this.#note('value of a secret column', where, exchange, text);
    this.#text(text, where, exchange);
  }

  #textOnce(text: string, where: ScannedPart, exchange: ExchangeContent): void {
    if (this.#texts.get(text) !== undefined) return;
    if (text.length <= REMEMBERED_TEXT_CHARS) this.#texts.set(text, text.length);
    this.#text(text, where, exchange);
  }

  #text(text: string, where: ScannedPart, exchange: ExchangeContent): void {
    const own = this.#masks?.without(text) ?? text;
    findSecrets(own, (what, sample) => this.#note(what, where, exchange, sample));
  }

  #note(what: string, { name }: ScannedPart, { id }: ExchangeContent, text: string): void {
    const key = `${what} ${name}`;
    const known = this.#found.get(key);
    if (known !== undefined) known.count++;
    else this.#found.set(key, { what, where: name, exchange: id, sample: `${text.slice(0, SAMPLE_CHARS)}…`, count: 1 });
  }
}

/** Columns of the X Protocol may have no names. A name that is itself what was selected (`SELECT 'x'`) is cut. */
function placeOf({ schema, originalTable, originalName, name }: NamedColumn, masks: OwnMasks | null): ScannedPart {
  const origin = [schema, originalTable, originalName].map((part) => (part ? decodeText(part, 'utf8mb4') : null) ?? '');
  const isOwn = origin[2] === '';
  const last = (isOwn ? (name?.toString('utf8') ?? '') : (origin[2] ?? '')).slice(0, NAME_CHARS);
  const isTelling = TELLING_NAMES.test(last);
  const isMasked = !isOwn && masks?.covers(origin[0] ?? '', origin[1] ?? '', last) === true;
  if (!isOwn) return { name: `column ${origin.join('.')}`.slice(0, NAME_CHARS), isTelling, isMasked };
  // the name of a computed column is the statement's own text, and with it whatever literal stands in that
  return { name: 'a computed column', isTelling, isMasked };
}
