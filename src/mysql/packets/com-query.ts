// COM_QUERY: a statement as text, with query attributes before it where QUERY_ATTRIBUTES is negotiated.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { CommandCode } from '../constants/commands.ts';
import { type Parameter, readParameters, writeParameters } from './parameters.ts';

const PACKET = 'COM_QUERY';
/** The manual has one set of parameters "currently always". */
const PARAMETER_SETS = 1;

export interface ComQuery {
  readonly sql: Buffer;
  readonly attributes: readonly Parameter[];
}

/**
 * @param capabilities negotiated; QUERY_ATTRIBUTES puts counts, and the attributes if any, before the statement
 * @throws MalformedPacketError
 */
export function decodeComQuery(payload: Buffer, capabilities: bigint): ComQuery {
  const reader = new PayloadReader(payload, PACKET);
  if (reader.int1('command') !== CommandCode.COM_QUERY) throw reader.error('this is another command');
  const attributes = hasCapability(capabilities, Capability.QUERY_ATTRIBUTES) ? readAttributes(reader) : [];
  return { attributes, sql: reader.rest('statement') };
}

/** @param capabilities negotiated, as for decoding */
export function encodeComQuery(query: ComQuery, capabilities: bigint): Buffer {
  const writer = new PayloadWriter().int1(CommandCode.COM_QUERY);
  if (hasCapability(capabilities, Capability.QUERY_ATTRIBUTES)) {
    writer.lenencInt(query.attributes.length).lenencInt(PARAMETER_SETS);
    if (query.attributes.length > 0) writeParameters(writer, { parameters: query.attributes, hasTypes: true }, true);
  }
  return writer.bytes(query.sql).finish();
}

function readAttributes(reader: PayloadReader): readonly Parameter[] {
  const count = reader.lenencNumber('parameter count');
  const sets = reader.lenencNumber('parameter set count');
  if (sets !== PARAMETER_SETS) throw reader.error(`${sets} parameter sets, expected 1`);
  if (count === 0) return [];
  return readParameters(reader, { count, hasNames: true, remembered: null, longData: new Map() }).parameters;
}
