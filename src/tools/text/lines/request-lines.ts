// A command in a text twin: its statement as a block, bound parameters with their types, anything else as bytes.

import type { Command, ResponseFacts } from '../../../core/command.ts';
import { MalformedPacketError } from '../../../core/errors.ts';
import { Capability, hasCapability } from '../../../mysql/constants/capabilities.ts';
import { CommandCode } from '../../../mysql/constants/commands.ts';
import { decodeComQuery, encodeComQuery } from '../../../mysql/packets/com-query.ts';
import {
  type ComStmtExecute,
  decodeComStmtExecute,
  decodeExecuteStatementId,
  encodeComStmtExecute,
} from '../../../mysql/packets/com-stmt-execute.ts';
import { decodeComStmtSendLongData, LONG_DATA_HEADER_BYTES } from '../../../mysql/packets/com-stmt-send-long-data.ts';
import type { Parameter, ParameterType } from '../../../mysql/packets/parameters.ts';
import type { Line, Lines } from '../reading/scanner.ts';
import { COLUMN_TYPE } from './column-lines.ts';
import { bytes, type Field, integer, mark, record, unless } from './fields.ts';
import { formatStatement, parseStatement } from './statement-block.ts';
import { formatBytes, formatHex } from './tokens.ts';
import { valueField } from './values.ts';

interface Prepared {
  readonly parameterCount: number;
  types: readonly ParameterType[] | null;
  readonly longData: Map<number, Buffer>;
}

/** What an execute's bytes mean depends on what was prepared and sent before. */
export class PreparedStatements {
  readonly #statements = new Map<number, Prepared>();

  /** Takes note of an answered command. */
  note({ code, payload }: Command, { prepared }: ResponseFacts): void {
    if (prepared !== null) {
      this.#statements.set(prepared.id, { parameterCount: prepared.parameters, types: null, longData: new Map() });
    } else if (code === CommandCode.COM_STMT_SEND_LONG_DATA && payload.length >= LONG_DATA_HEADER_BYTES) {
      const { statementId, parameter } = decodeComStmtSendLongData(payload);
      this.#statements.get(statementId)?.longData.set(parameter, Buffer.alloc(0));
    } else if (code === CommandCode.COM_STMT_EXECUTE && payload.length >= 5) {
      this.#statements.get(payload.readUInt32LE(1))?.longData.clear();
    }
  }

  /**
   * Null where the bytes do not make sense.
   * @param id the statement's, where the client may have named it as the one prepared last
   */
  decode(payload: Buffer, capabilities: bigint, id?: number): ComStmtExecute | null {
    try {
      const known = this.#statements.get(id ?? decodeExecuteStatementId(payload));
      if (known === undefined) return null;
      const { parameterCount, types: remembered, longData } = known;
      const execute = decodeComStmtExecute(payload, { capabilities, parameterCount, remembered, longData });
      if (execute.hasTypes) known.types = execute.parameters;
      return execute;
    } catch (error) {
      if (error instanceof MalformedPacketError) return null;
      throw error;
    }
  }
}

/** Lines of a command's payload, without indentation. */
export function formatRequest(payload: Buffer, capabilities: bigint, statements: PreparedStatements): string[] {
  switch (payload[0]) {
    case CommandCode.COM_QUERY:
      return formatQuery(payload, capabilities);
    case CommandCode.COM_STMT_PREPARE:
      return formatStatement(payload.subarray(1), '');
    case CommandCode.COM_STMT_EXECUTE: {
      const execute = statements.decode(payload, capabilities);
      const isExact = execute !== null && encodeComStmtExecute(execute, capabilities).equals(payload);
      return isExact ? formatExecute(execute) : [`argument ${formatHex(payload.subarray(1))}`];
    }
    default:
      return payload.length <= 1 ? [] : [`argument ${formatBytes(payload.subarray(1))}`];
  }
}

/** The payload that the next lines stand for. */
export function parseRequest(lines: Lines, code: number, capabilities: bigint): Buffer {
  const argument = lines.takeIf('argument');
  if (argument !== null) {
    const bytes = argument.bytes("the command's argument");
    argument.end();
    return Buffer.concat([Buffer.of(code), bytes]);
  }
  const execute = code === CommandCode.COM_STMT_EXECUTE ? lines.takeIf('statement') : null;
  if (execute !== null) return encodeComStmtExecute(parseExecute(execute, lines, capabilities), capabilities);
  // of no command, but of an empty packet or of the server's close
  if (code < 0) return Buffer.alloc(0);
  const sql = parseStatement(lines)?.sql ?? Buffer.alloc(0);
  if (code === CommandCode.COM_QUERY) return encodeComQuery({ sql, attributes: [] }, capabilities);
  return Buffer.concat([Buffer.of(code), sql]);
}

function formatQuery(payload: Buffer, capabilities: bigint): string[] {
  const argument = `argument ${formatHex(payload.subarray(1))}`;
  try {
    const { sql, attributes } = decodeComQuery(payload, capabilities);
    const isAll = attributes.length === 0 && encodeComQuery({ sql, attributes }, capabilities).equals(payload);
    return isAll ? formatStatement(sql, '') : [...formatStatement(sql, '# '), argument];
  } catch (error) {
    if (error instanceof MalformedPacketError) return [argument];
    throw error;
  }
}

/** An execute, but for its parameters, which are lines of their own. */
const EXECUTE = record({
  statementId: integer("the statement's id", 0xffffffff),
  flags: unless('flags', integer('flags', 0xff), 0),
  iterationCount: unless('iterations', integer('a number of iterations', 0xffffffff), 1),
  isUntyped: mark('untyped'),
});

function formatExecute({ parameters, hasTypes, ...execute }: ComStmtExecute): string[] {
  const isUntyped = parameters.length > 0 && !hasTypes;
  return [
    `statement ${EXECUTE.write({ ...execute, isUntyped })}`,
    ...parameters.map((each) => `parameter ${parameter(null).write(each)}`),
  ];
}

function parseExecute(line: Line, lines: Lines, capabilities: bigint): ComStmtExecute {
  const unnamed = hasCapability(capabilities, Capability.QUERY_ATTRIBUTES) ? Buffer.alloc(0) : null;
  const { isUntyped, ...execute } = EXECUTE.read(line);
  line.end();
  const parameters: Parameter[] = [];
  for (let each = lines.takeIf('parameter'); each !== null; each = lines.takeIf('parameter')) {
    parameters.push(parameter(unnamed).read(each));
    each.end();
  }
  return { ...execute, parameters, hasTypes: parameters.length > 0 && !isUntyped };
}

/** A parameter, but for its value, whose form follows from these. */
const PARAMETER = record({
  type: COLUMN_TYPE,
  isUnsigned: mark('unsigned'),
  name: unless('name', bytes('a name'), null),
  isLongData: mark('long'),
});
const LONG_DATA = { kind: 'blob', value: Buffer.alloc(0) } as const;

/** @param unnamed the name of a parameter that has none: empty where names are sent */
function parameter(unnamed: Buffer | null): Field<Parameter> {
  return {
    write: ({ value, name, ...rest }) => {
      const head = PARAMETER.write({ ...rest, name: name === null || name.length === 0 ? null : name });
      return rest.isLongData ? head : `${head} ${valueField(rest).write(value)}`;
    },
    read: (line) => {
      const head = PARAMETER.read(line);
      const value = head.isLongData ? LONG_DATA : valueField(head).read(line);
      return { ...head, name: head.name ?? unnamed, value };
    },
  };
}
