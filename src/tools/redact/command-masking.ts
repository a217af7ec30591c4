// What a replay needs of a redaction: the forms in which a command may stand in a recording that was masked. Who asks may send
// the originals, pseudonyms that an answer gave it, or both in one statement.

import type { Command, ParameterValue } from '../../core/command.ts';
import type { CommandMasking, MaskedForm, MaskedPair } from '../../replay/volatile/values/masked-forms.ts';
import { parameterContent } from '../../sql/values/statement-values.ts';
import { KnownValues } from './known-values.ts';
import { maskStatement } from './mask-statement.ts';
import { Masker } from './masker.ts';
import { parameterRule } from './parameter-rule.ts';
import { Pseudonyms } from './pseudonym.ts';
import { type Method, parseRules, type Rule } from './rules.ts';

/** Distinct values of which any may be a pseudonym already; where there are more, all are or none is. */
const MOST_MIXED = 4;

/** @param file what the rules' file is called @throws MockError `USAGE` with file, line and column */
export function startCommandMasking(rules: string, file: string, key: Buffer): CommandMasking {
  const known = new KnownValues();
  const masker = new ReplayMasker(parseRules(rules, file), new Pseudonyms(key), known);
  return { forms: (command) => formsOf(command, masker, known) };
}

function* formsOf(command: Command, masker: ReplayMasker, known: KnownValues): Generator<MaskedForm> {
  const whole = formWithout(command, masker, known, []);
  if (whole === null) return;
  yield whole.form;
  const values = [...whole.met.keys()];
  if (values.length > MOST_MIXED) return;
  for (let mixture = 1; mixture < 2 ** values.length - 1; mixture++) {
    const left = values.filter((_value, at) => (mixture & (1 << at)) !== 0);
    const mixed = formWithout(command, masker, known, left);
    if (mixed !== null) yield mixed.form;
  }
}

/** Null where nothing is masked. @param left values that stay as they are, a character per byte */
function formWithout(command: Command, masker: ReplayMasker, known: KnownValues, left: readonly string[]) {
  masker.begin(left);
  const masked = maskedCommand(command, masker);
  if (masked === null) return null;
  const met = masker.met;
  const pairs = [...met].flatMap(([live, { method, recorded }]): MaskedPair[] =>
    method.kind === 'pseudonym' && recorded !== null ? [{ live, recorded }] : [],
  );
  // as the recorder has it: what a rule was about once is masked wherever it stands
  const accept = () => {
    for (const [live, { method }] of met) {
      known.add(Buffer.from(live, 'latin1').toString('utf8'), { method, rule: '', exchange: 0 });
    }
  };
  return { form: { command: masked, pairs, accept }, met };
}

/** Null where it stays as it is. */
function maskedCommand(command: Command, masker: Masker): Command | null {
  const { code, name, payload, parameters, database, dialect, state, context } = command;
  if (command.sql === null) return null;
  const sql = maskStatement(command.sql, dialect, masker);
  const others = maskedParameters(command, parameters, masker);
  const previous = context.previous === null ? null : maskStatement(context.previous.sql, dialect, masker);
  if (sql === command.sql && others === parameters && (previous === null || previous === context.previous?.sql))
    return null;
  const statement = command.statement === null ? null : { ...command.statement, sql };
  const before = context.previous === null || previous === null ? null : { ...context.previous, sql: previous };
  return {
    ...{ code, name, payload, sql, parameters: others, parametersKey: null, statement, database, dialect, state },
    context: { ...context, previous: before },
  };
}

function maskedParameters(
  command: Command,
  parameters: readonly ParameterValue[] | null,
  masker: Masker,
): readonly ParameterValue[] | null {
  if (parameters === null || parameters.length === 0) return parameters;
  const others = parameters.map((value, at) =>
    masker.value(value, parameterRule(command, at, masker), null, 'parameters'),
  );
  return others.every((value, at) => value === parameters[at]) ? parameters : others;
}

interface Met {
  readonly method: Method;
  readonly recorded: string | null;
}

/** Masks as the recorder did, and says what it masked; contents are a character per byte. */
class ReplayMasker extends Masker {
  met = new Map<string, Met>();
  #left: ReadonlySet<string> = new Set();

  /** @param left values that stay as they are */
  begin(left: readonly string[]): void {
    this.met = new Map();
    this.#left = new Set(left);
  }

  protected override turned(rule: Pick<Rule, 'method'>, text: string): string | null {
    const live = bytesOf(text);
    if (this.#left.has(live)) return text;
    const masked = super.turned(rule, text);
    if (masked !== text)
      this.met.set(live, { method: rule.method, recorded: masked === null ? null : bytesOf(masked) });
    return masked;
  }

  override value(...[value, rule, column, place]: Parameters<Masker['value']>): ParameterValue {
    const live = rule === null ? null : parameterContent(value);
    if (rule === null || live === null) return super.value(value, rule, column, place);
    if (this.#left.has(live)) return value;
    const masked = super.value(value, rule, column, place);
    const recorded = parameterContent(masked);
    if (recorded === live) return value;
    this.met.set(live, { method: rule.method, recorded });
    return masked;
  }
}

function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
