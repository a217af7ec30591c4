// A client's message of the X Protocol with its values masked: literals of statements and operations, arguments, documents.

import type { ParameterValue } from '../../core/command.ts';
import { MalformedMessageError, type MessageType } from '../../mysqlx/messages/message-type.ts';
import * as messages from '../../mysqlx/messages/messages.ts';
import type { DatatypesAny, DatatypesScalar, PrepareExecute, SqlStmtExecute } from '../../mysqlx/messages/schema.ts';
import { learnStatement, maskStatement } from './mask-statement.ts';
import type { Masker } from './masker.ts';
import type { Rule } from './rules.ts';
import { statementValues } from './statement-values.ts';
import { type CrudOperation, visitOperation, type XPlace } from './x-expressions.ts';
import { setScalar, textOfValue, valueOfScalar } from './x-value.ts';

/** What becomes of the values of a message. */
export interface XValues {
  readonly masker: Masker;
  /** @param rule the one that is about it; null where none is */
  value(value: ParameterValue, rule: Rule | null): ParameterValue;
  /** Of SQL. */
  statement(sql: Buffer): Buffer;
}

/** Tells the masker of the values that rules are about, and changes none. */
export function learningValues(masker: Masker): XValues {
  return {
    masker,
    value: (value, rule) => {
      const text = textOfValue(value);
      if (rule !== null && text !== null) masker.learn(rule, text);
      return value;
    },
    statement: (sql) => {
      learnStatement(sql, {}, masker);
      return sql;
    },
  };
}

export function maskingValues(masker: Masker): XValues {
  return {
    masker,
    value: (value, rule) => masker.value(value, rule, null, 'parameters'),
    statement: (sql) => maskStatement(sql, {}, masker),
  };
}

/** Which rule is about which argument, from 0. */
type RuleOf = (index: number) => Rule | null;

/** Follows the messages of one session. */
export class XMessageValues {
  readonly #values: XValues;
  /** Of the arguments of what was prepared, by its id. */
  readonly #prepared = new Map<number, RuleOf>();

  constructor(values: XValues) {
    this.#values = values;
  }

  /**
   * The message with its values treated; the same payload where none is changed, or it cannot be read.
   * @param schema the current one
   */
  treat(name: string, payload: Buffer, schema: string): Buffer {
    try {
      return this.#treat(name, payload, schema);
    } catch (error) {
      if (error instanceof MalformedMessageError) return payload;
      throw error;
    }
  }

  #treat(name: string, payload: Buffer, schema: string): Buffer {
    switch (name) {
      case messages.StmtExecute.name:
        return changed(messages.StmtExecute, payload, (message) => this.#statement(message));
      case messages.Find.name:
        return changed(messages.Find, payload, (find) => this.#operation({ find }, schema));
      case messages.Insert.name:
        return changed(messages.Insert, payload, (insert) => this.#operation({ insert }, schema));
      case messages.Update.name:
        return changed(messages.Update, payload, (update) => this.#operation({ update }, schema));
      case messages.Delete.name:
        return changed(messages.Delete, payload, (remove) => this.#operation({ delete: remove }, schema));
      case messages.CreateView.name:
        return changed(messages.CreateView, payload, ({ stmt }) => this.#operation({ find: stmt }, schema));
      case messages.ModifyView.name:
        return changed(messages.ModifyView, payload, ({ stmt }) => this.#operation({ find: stmt ?? null }, schema));
      case messages.Prepare.name:
        return changed(messages.Prepare, payload, ({ stmtId, stmt }) => {
          const ruleOf = stmt.stmtExecute ? this.#statement(stmt.stmtExecute) : this.#operation(stmt, schema);
          this.#prepared.set(stmtId, ruleOf);
        });
      case messages.Execute.name:
        return changed(messages.Execute, payload, (execute) => this.#execute(execute));
      case messages.CursorOpen.name:
        return changed(messages.CursorOpen, payload, ({ stmt }) => {
          if (stmt.prepareExecute) this.#execute(stmt.prepareExecute);
        });
      default:
        return payload;
    }
  }

  #statement(message: SqlStmtExecute): RuleOf {
    const { stmt, namespace, args } = message;
    const ruleOf: RuleOf = namespace && namespace !== 'sql' ? () => null : this.#parametersOf(stmt);
    this.#arguments(args, ruleOf);
    if (!namespace || namespace === 'sql') Object.assign(message, { stmt: this.#values.statement(stmt) });
    return ruleOf;
  }

  #parametersOf(sql: Buffer): RuleOf {
    const { masker } = this.#values;
    return (index) => {
      const named = masker.ruleOfParameter(sql.toString('utf8'), index + 1);
      if (named !== null) return named;
      const { values, names } = statementValues(sql, {});
      const placeholder = values.filter(({ kind }) => kind === 'parameter')[index];
      return placeholder === undefined ? null : masker.ruleOfName(placeholder.column, names);
    };
  }

  #operation(operation: CrudOperation, schema: string): RuleOf {
    const bound = visitOperation(operation, schema, (scalar, place) => this.#scalar(scalar, this.#ruleAt(place)));
    return (index) => this.#ruleAt(bound.get(index) ?? null);
  }

  #ruleAt(place: XPlace | null): Rule | null {
    return place === null ? null : this.#values.masker.ruleOfField(place.schema, place.table, place.column);
  }

  #execute({ stmtId, args }: PrepareExecute): void {
    this.#arguments(args, this.#prepared.get(stmtId) ?? (() => null));
  }

  #arguments(args: readonly DatatypesAny[], ruleOf: RuleOf): void {
    for (const [index, arg] of args.entries()) this.#any(arg, ruleOf(index));
  }

  #any({ scalar, obj, array }: DatatypesAny, rule: Rule | null): void {
    if (scalar) this.#scalar(scalar, rule);
    for (const { value } of obj?.fld ?? []) this.#any(value, rule);
    for (const each of array?.value ?? []) this.#any(each, rule);
  }

  #scalar(scalar: DatatypesScalar, rule: Rule | null): void {
    const value = valueOfScalar(scalar);
    if (value === null) return;
    const treated = this.#values.value(value, rule);
    if (treated !== value) setScalar(scalar, treated);
  }
}

/** @param change may change the message */
function changed<T extends object>(type: MessageType<T>, payload: Buffer, change: (message: T) => void): Buffer {
  const message = type.decode(payload);
  const before = type.encode(message);
  change(message);
  const after = type.encode(message);
  return after.equals(before) ? payload : after;
}
