// COM_STMT_EXECUTE as a command: its parameters depend on the statement, on types that an earlier execute may have sent, and
// on what came ahead. They are read when somebody asks for them: a recorder does so behind the answer.

import type {
  Command,
  Dialect,
  ParameterValue,
  PreparedStatement,
  SessionContext,
  StateWords,
} from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import { Capability } from '../constants/capabilities.ts';
import { CommandCode } from '../constants/commands.ts';
import { type ComStmtExecute, decodeComStmtExecute } from '../packets/com-stmt-execute.ts';

/** Pieces of COM_STMT_SEND_LONG_DATA by parameter. */
export type LongData = Map<number, Buffer[]>;

/** Of an execute's payload: behind the command and the statement's id. */
const KEY_FROM = 5;
export const MAX_KEY_BYTES = 200;

/** What an execute takes from its session. */
interface ExecuteSession {
  readonly capabilities: bigint;
  readonly dialect: Dialect;
  readonly state: StateWords;
  readonly context: SessionContext;
  /** In which the statement is understood. */
  readonly database: string;
}

/** COM_STMT_EXECUTE; its parameters are read when somebody asks for them. */
export class ExecuteCommand implements Command {
  readonly code = CommandCode.COM_STMT_EXECUTE;
  readonly name = 'COM_STMT_EXECUTE';
  readonly payload: Buffer;
  readonly sql: Buffer;
  readonly statement: PreparedStatement;
  readonly database: string;
  readonly dialect: Dialect;
  readonly state: StateWords;
  readonly context: SessionContext;
  readonly #capabilities: bigint;
  readonly #longData: LongData | null;
  readonly #typed: ExecuteCommand | null;
  #formBehind: string | null | undefined;
  #bound: ComStmtExecute | null | undefined;
  #parameters: readonly ParameterValue[] | null | undefined;

  /** @param typed the execute whose types hold where this one sends none */
  constructor(
    payload: Buffer,
    { capabilities, dialect, state, context, database }: ExecuteSession,
    statement: PreparedStatement,
    longData: LongData | null,
    typed: ExecuteCommand | null,
  ) {
    this.payload = payload;
    this.sql = statement.sql;
    this.statement = statement;
    this.database = database;
    this.dialect = dialect;
    this.state = state;
    this.context = context;
    this.#capabilities = capabilities;
    this.#longData = longData;
    this.#typed = typed;
  }

  get parameters(): readonly ParameterValue[] | null {
    if (this.#parameters === undefined) {
      // What stands behind the statement's own parameters are query attributes.
      const bound = this.#execute()?.parameters.map((parameter) => parameter.value) ?? null;
      const { parameterCount } = this.statement;
      this.#parameters = bound === null || bound.length === parameterCount ? bound : bound.slice(0, parameterCount);
    }
    return this.#parameters;
  }

  /** What stands behind the statement's id, and the execute that the types are from. */
  get parametersKey(): string | null {
    if (this.#longData !== null || this.payload.length > MAX_KEY_BYTES) return null;
    const own = this.payload.toString('latin1', KEY_FROM);
    // the length before it, so that no two pairs read alike
    return this.#typed === null ? own : `${own.length}:${own}${this.#typed.payload.toString('latin1', KEY_FROM)}`;
  }

  /**
   * As `parametersKey`, and the same for an execute of another connection that binds the same: of the execute that the types
   * are from the types alone count.
   */
  get boundKey(): string | null {
    const form = this.boundForm;
    return form === null ? null : form + this.payload.toString('latin1', KEY_FROM);
  }

  get boundForm(): string | null {
    if (this.#longData !== null || this.payload.length > MAX_KEY_BYTES) return null;
    return this.#typed === null ? ownForm(this.#capabilities) : this.#typed.formBehind;
  }

  /** The form of an execute that sends no types, behind this one; null where this one's make no sense. */
  get formBehind(): string | null {
    if (this.#formBehind === undefined) {
      const types = this.#typesSent();
      this.#formBehind = types === null ? null : `${formOf(this.#capabilities)}, ${types.length}:${types}`;
    }
    return this.#formBehind;
  }

  /** Types of all that is bound, as text; null where the payload makes no sense. */
  #typesSent(): string | null {
    const sent = this.#execute()?.parameters;
    return sent?.map(({ type, isUnsigned }) => `${type}${isUnsigned ? 'u' : ''}`).join() ?? null;
  }

  /** Null where the payload makes no sense. */
  #execute(): ComStmtExecute | null {
    if (this.#bound === undefined) this.#bound = this.#decode();
    return this.#bound;
  }

  #decode(): ComStmtExecute | null {
    try {
      return decodeComStmtExecute(this.payload, {
        capabilities: this.#capabilities,
        parameterCount: this.statement.parameterCount,
        remembered: this.#typed === null ? null : (this.#typed.#execute()?.parameters ?? null),
        longData: joinLongData(this.#longData),
      });
    } catch (error) {
      if (error instanceof MalformedPacketError) return null;
      throw error;
    }
  }
}

/** `Command.boundForm` of an execute that sends its types itself. */
export function ownForm(capabilities: bigint): string {
  return `${formOf(capabilities)} `;
}

/** With query attributes the same bytes say something else. */
function formOf(capabilities: bigint): string {
  return (capabilities & Capability.QUERY_ATTRIBUTES) === 0n ? 'plain' : 'attributes';
}

const NO_LONG_DATA: ReadonlyMap<number, Buffer> = new Map();

function joinLongData(pieces: LongData | null): ReadonlyMap<number, Buffer> {
  if (pieces === null) return NO_LONG_DATA;
  return new Map([...pieces].map(([index, parts]) => [index, Buffer.concat(parts)]));
}
