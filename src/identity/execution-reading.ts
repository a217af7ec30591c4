// What an execute says, read once: programs execute a statement with the same parameters over and over, and telling the
// parameters from their bytes costs more than finding them among those that were read before.

import type { Command, Dialect, ParameterValue, PreparedStatement } from '../core/command.ts';
import { RecentMap } from '../core/recent-map.ts';
import { readStatement } from '../sql/statement-reading.ts';
import { fingerprintOf } from './fingerprint.ts';
import { formatParameters } from './format-parameters.ts';
import { shownValues } from './secret-parameters.ts';

/** Some 20 MiB at the most, with keys of this many characters. */
const REMEMBERED = 32_768;
const MAX_KEY_CHARS = 256;

export class ExecutionReading {
  readonly fingerprint: string | null;
  readonly #parameters: readonly ParameterValue[] | null;
  #shown: string | null | undefined;

  constructor(fingerprint: string | null, parameters: readonly ParameterValue[] | null) {
    this.fingerprint = fingerprint;
    this.#parameters = parameters;
  }

  /** Its parameters for people, as `formatParameters`; null where it has none. */
  get shown(): string | null {
    if (this.#shown === undefined) this.#shown = shownParameters(this.#parameters);
    return this.#shown;
  }
}

export function shownParameters(parameters: readonly ParameterValue[] | null): string | null {
  return parameters === null || parameters.length === 0 ? null : formatParameters(parameters);
}

const remembered = new RecentMap<string, ExecutionReading>(REMEMBERED);

/** Reads COM_STMT_EXECUTE, or remembers how it was read. */
export function readExecution(command: Command): ExecutionReading {
  const key = keyOf(command);
  const known = key === null ? undefined : remembered.get(key);
  if (known !== undefined) return known;
  const reading = new ExecutionReading(fingerprintOf(command, command.dialect), shownValues(command, command.dialect));
  if (key !== null) remembered.set(key, reading);
  return reading;
}

/** All that an execute's parameters and fingerprint come from; null where that is too much to remember. */
function keyOf({ statement, boundKey, parametersKey, database, dialect }: Command): string | null {
  const bound = boundKey ?? parametersKey ?? null;
  if (statement === null || bound === null || bound.length > MAX_KEY_CHARS) return null;
  const kind = bound === boundKey ? 'b' : 'p';
  return `${numberOf(statement, dialect)} ${statement.parameterCount} ${statement.database}\n${database}\n${kind}${bound}`;
}

interface Numbered {
  readonly dialect: Dialect;
  readonly number: number;
}

const numbers = new WeakMap<PreparedStatement, Numbered>();

/** The same for the same statement of every connection that reads SQL in the same way. */
export function numberOf(statement: PreparedStatement, dialect: Dialect): number {
  const known = numbers.get(statement);
  if (known?.dialect === dialect) return known.number;
  const { number } = readStatement(statement.sql, dialect);
  numbers.set(statement, { dialect, number });
  return number;
}
