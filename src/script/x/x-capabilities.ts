// What a scripted server can do: as MySQL 9.7 says it, less what depends on the channel, which the session adds.

import { MYSQL41, PLAIN, SHA256_MEMORY } from '../../mysqlx/auth/auth-data.ts';
import { Capabilities } from '../../mysqlx/messages/messages.ts';
import { type DatatypesAny, DatatypesAnyType, DatatypesScalarType } from '../../mysqlx/messages/schema.ts';
import { ALGORITHMS } from '../../mysqlx/session/create-packer.ts';

const MECHANISMS = { name: 'authentication.mechanisms', value: list(MYSQL41, PLAIN, SHA256_MEMORY) };

/**
 * Payload of Mysqlx.Connection.Capabilities, as a server with TLS alone; the original names no mechanism either, but connectors
 * (MySQL's own for Node) log in to no server that does not.
 */
export const ROUTERS_CAPABILITIES: Buffer = Capabilities.encode({ capabilities: [MECHANISMS] });

/** Payload of Mysqlx.Connection.Capabilities. */
export const SERVER_CAPABILITIES: Buffer = Capabilities.encode({
  capabilities: [
    MECHANISMS,
    { name: 'doc.formats', value: text('text') },
    { name: 'client.interactive', value: no() },
    { name: 'compression', value: algorithms(list(...ALGORITHMS)) },
    { name: 'node_type', value: text('mysql') },
    { name: 'client.pwd_expire_ok', value: no() },
  ],
});

function text(value: string): DatatypesAny {
  const scalar = { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } };
  return { type: DatatypesAnyType.SCALAR, scalar };
}

function no(): DatatypesAny {
  return { type: DatatypesAnyType.SCALAR, scalar: { type: DatatypesScalarType.V_BOOL, vBool: false } };
}

function list(...values: readonly string[]): DatatypesAny {
  return { type: DatatypesAnyType.ARRAY, array: { value: values.map(text) } };
}

function algorithms(value: DatatypesAny): DatatypesAny {
  return { type: DatatypesAnyType.OBJECT, obj: { fld: [{ key: 'algorithm', value }] } };
}
