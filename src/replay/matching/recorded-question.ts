// Whether an exchange was recorded for what is asked: its statement, parameters and database are compared, once for each
// exchange, when its fingerprint matches for the first time. A fingerprint that stands beside another statement would give
// a wrong answer in silence.

import type { Command } from '../../core/command.ts';
import type { RecordedExchange } from '../../core/recording.ts';
import { readExecution, shownParameters } from '../../identity/execution-reading.ts';
import { fingerprintOf } from '../../identity/fingerprint.ts';
import { shownValues } from '../../identity/secret-parameters.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import type { Answering } from './answers.ts';
import { PlayedSet } from './played-set.ts';

/** Stands for bytes that are no UTF-8, which the recorded text does not keep. */
const LOST = '\ufffd';

export class RecordedQuestions {
  readonly #reader: Answering;
  readonly #right = new PlayedSet();
  readonly #wrong = new PlayedSet();

  constructor(reader: Answering) {
    this.#reader = reader;
  }

  /** Whether an exchange was compared and found to be for what was asked. */
  isKnownRight(id: number): boolean {
    return this.#right.has(id);
  }

  /** @param fingerprint the command's, and the exchange's */
  isFor(command: Command, fingerprint: string, { id, database, prepareExchange }: RecordedExchange): boolean {
    if (this.#right.has(id)) return true;
    if (this.#wrong.has(id)) return false;
    const text = this.#reader.statementOf(id);
    const isUnknown = text === null && command.statement !== null && prepareExchange === null;
    const isRight =
      isUnknown ||
      ((command.sql === null || database === command.database) &&
        isSameStatement(command, fingerprint, text) &&
        this.#hasSameParameters(command, id));
    (isRight ? this.#right : this.#wrong).add(id);
    return isRight;
  }

  #hasSameParameters(command: Command, id: number): boolean {
    const isExecute = command.code === CommandCode.COM_STMT_EXECUTE;
    if (!isExecute && (command.parameters ?? []).length === 0) return true;
    const shown = isExecute ? readExecution(command).shown : shownParameters(shownValues(command, command.dialect));
    return shown === this.#reader.parametersOf(id);
  }
}

function isSameStatement(command: Command, fingerprint: string, text: string | null): boolean {
  if (text === null || command.sql === null) return text === null && command.sql === null;
  if (text.includes(LOST)) return true;
  const recorded = Buffer.from(text);
  if (recorded.equals(command.sql)) return true;
  // field by field: an execute reads its parameters when it is asked for them, and a spread does not ask
  const { code, payload, parameters, statement, database, dialect } = command;
  return fingerprintOf({ code, payload, sql: recorded, parameters, statement, database }, dialect) === fingerprint;
}
