// What a run of a script has answered and would answer again, on the serving side: the script says for how long (answer.ts).

import { RecentMap } from '../../core/recent-map.ts';
import type { StatementAnswer, StatementResult } from '../answer.ts';
import type { ThreadLink } from './thread-link.ts';

/** Of a connection's answers together, by and large. */
const MOST_BYTES = 64 * 1024;
/** A cell, a column or a result, beside its text. */
const PART_BYTES = 32;

interface Known {
  readonly answer: StatementAnswer;
  readonly globalsVersion: number | null;
  readonly bytes: number;
}

export class LastingAnswers {
  readonly #link: ThreadLink;
  readonly #known = new RecentMap<string, Known>(MOST_BYTES, ({ bytes }) => bytes);
  readonly #sharedVersion: number;

  constructor(link: ThreadLink) {
    this.#link = link;
    this.#sharedVersion = link.sharedVersion;
  }

  /** Whether what all runs see was changed: none of them holds any more. */
  get isOver(): boolean {
    return this.#link.sharedVersion !== this.#sharedVersion;
  }

  get(statement: string): StatementAnswer | undefined {
    if (this.isOver) return undefined;
    const known = this.#known.get(statement);
    if (known === undefined) return undefined;
    return known.globalsVersion === null || known.globalsVersion === this.#link.globalsVersion
      ? known.answer
      : undefined;
  }

  /** @param globalsVersion when it was asked */
  set(statement: string, answer: StatementAnswer, globalsVersion: number): void {
    const bytes = 2 * statement.length + bytesOf(answer);
    this.#known.set(statement, { answer, globalsVersion: answer.lasting === 'globals' ? globalsVersion : null, bytes });
  }
}

/** What comes by and by is not kept. */
function bytesOf({ results }: StatementAnswer): number {
  return results.reduce((sum, result) => sum + bytesOfResult(result), PART_BYTES);
}

function bytesOfResult(result: StatementResult): number {
  if (result.kind === 'error') return PART_BYTES + 2 * result.message.length;
  if (result.kind === 'ok')
    return PART_BYTES * (1 + result.completion.trackers.length) + 2 * result.completion.message.length;
  if (result.kind === 'infile' || !Array.isArray(result.rows)) return Number.POSITIVE_INFINITY;
  let bytes = 12 * PART_BYTES * result.columns.length;
  for (const row of result.rows) {
    for (const cell of row)
      bytes += PART_BYTES + (typeof cell === 'object' ? (cell?.length ?? 0) : 2 * String(cell).length);
  }
  return bytes;
}
