// What is agreed on before the login: what a client is offered of what the server can do, and what it asks for. TLS and
// compression end at the session; the rest is the answering side's business.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_lifecycle.html

import type { XAgreement } from '../../core/x-responder.ts';
import { PLAIN } from '../auth/auth-data.ts';
import { frameError, frameMessage } from '../codec/framing.ts';
import { capabilityRefused, capabilityUnknown, compressionRefused, type XErrorFacts } from '../constants/errors.ts';
import { ServerMessage } from '../constants/message-types.ts';
import { Capabilities, CapabilitiesSet } from '../messages/messages.ts';
import {
  type ConnectionCapability,
  type DatatypesAny,
  DatatypesAnyType,
  DatatypesScalarType,
} from '../messages/schema.ts';

const TLS = 'tls';
const MECHANISMS = 'authentication.mechanisms';
const COMPRESSION = 'compression';
const ALGORITHM = 'algorithm';
const ATTRIBUTES = 'session_connect_attrs';

/** How the session stands when a client asks what it can have. */
export interface Offer {
  readonly isTlsOffered: boolean;
  readonly isTls: boolean;
  /** TLS or a Unix socket: passwords may be sent in clear. */
  readonly isSecure: boolean;
  /** What we can compress with. */
  readonly algorithms: readonly string[];
}

/** Payload of Mysqlx.Connection.Capabilities for a client. @param payload the server's own */
export function offeredCapabilities(payload: Buffer, offer: Offer): Buffer {
  const capabilities = Capabilities.decode(payload).capabilities.flatMap((capability): ConnectionCapability[] => {
    switch (capability.name) {
      case TLS:
        return [];
      case MECHANISMS:
        return [{ name: MECHANISMS, value: array(mechanismsFor(capability.value, offer.isSecure)) }];
      case COMPRESSION: {
        const algorithms = textsOf(fieldOf(capability.value, ALGORITHM)).filter((name) =>
          offer.algorithms.includes(name),
        );
        return algorithms.length === 0 ? [] : [{ name: COMPRESSION, value: object(ALGORITHM, array(algorithms)) }];
      }
      default:
        return [capability];
    }
  });
  if (offer.isTlsOffered) capabilities.unshift({ name: TLS, value: bool(offer.isTls) });
  return Capabilities.encode({ capabilities });
}

/** A server names PLAIN exactly where a password may be sent in clear. */
function mechanismsFor(value: DatatypesAny, isSecure: boolean): string[] {
  const others = textsOf(value).filter((name) => name !== PLAIN);
  return isSecure ? [...others, PLAIN].sort() : others;
}

/** @param payload of Mysqlx.Connection.Capabilities */
export function offersTls(payload: Buffer): boolean {
  return Capabilities.decode(payload).capabilities.some(({ name }) => name === TLS);
}

/** What a client may set beside TLS and compression, and what a server only tells. */
const SETTABLE = ['client.interactive', 'client.pwd_expire_ok', ATTRIBUTES];
const TOLD = [MECHANISMS, 'doc.formats', 'node_type'];

const AGREED: XAgreement = { frames: frameMessage(ServerMessage.OK), isAgreed: true };

/** The answer of one who has no server of its own to ask. @param payload of Mysqlx.Connection.CapabilitiesSet */
export function agreementOn(payload: Buffer): XAgreement {
  const refusal = capabilitiesRefusal(payload);
  return refusal === null ? AGREED : { frames: frameError(refusal), isAgreed: false };
}

/** Why no server takes it; null where one may. */
function capabilitiesRefusal(payload: Buffer): XErrorFacts | null {
  for (const { name } of CapabilitiesSet.decode(payload).capabilities.capabilities) {
    if (TOLD.includes(name)) return capabilityRefused(name);
    if (!SETTABLE.includes(name)) return capabilityUnknown(name);
  }
  return null;
}

/** Names of the ways to log in. @param payload of Mysqlx.Connection.Capabilities */
export function mechanismsOf(payload: Buffer): string[] {
  return textsOf(Capabilities.decode(payload).capabilities.find(({ name }) => name === MECHANISMS)?.value);
}

/** Payload of the Mysqlx.Connection.CapabilitiesSet that asks for TLS. */
export function tlsRequest(): Buffer {
  return CapabilitiesSet.encode({ capabilities: { capabilities: [{ name: TLS, value: bool(true) }] } });
}

/** How a client wants its messages compressed. */
export interface CompressionRequest {
  readonly algorithm: string;
  /** Most messages in one; null where there is no limit. */
  readonly maxCombined: number | null;
}

/** What a client asks for. */
export interface CapabilityRequest {
  readonly wantsTls: boolean;
  readonly compression: CompressionRequest | null;
  /** Connect attributes; null where they are not among it. */
  readonly attributes: Readonly<Record<string, string>> | null;
  /** Payload of Mysqlx.Connection.CapabilitiesSet with the rest; null where nothing is left. */
  readonly others: Buffer | null;
  /** Why it is refused. */
  readonly refusal: XErrorFacts | null;
}

/**
 * @param payload of Mysqlx.Connection.CapabilitiesSet
 * @throws MalformedMessageError
 */
export function readCapabilityRequest(payload: Buffer, offer: Offer): CapabilityRequest {
  const all = CapabilitiesSet.decode(payload).capabilities.capabilities;
  const others = all.filter(({ name }) => name !== TLS && name !== COMPRESSION);
  const tls = all.find(({ name }) => name === TLS);
  const compression = all.find(({ name }) => name === COMPRESSION);
  const attributes = all.find(({ name }) => name === ATTRIBUTES);
  const refusal =
    (tls === undefined || (isTrue(tls.value) && offer.isTlsOffered && !offer.isTls) ? null : capabilityRefused(TLS)) ??
    (compression === undefined ? null : compressionRefusal(compression.value, offer));
  return {
    wantsTls: tls !== undefined,
    compression: compression === undefined ? null : readCompression(compression.value),
    attributes: attributes === undefined ? null : attributesOf(attributes.value),
    others: others.length === 0 ? null : CapabilitiesSet.encode({ capabilities: { capabilities: others } }),
    refusal,
  };
}

const COMPRESSION_KEYS = [ALGORITHM, 'server_combine_mixed_messages', 'server_max_combine_messages', 'level'];

function compressionRefusal(value: DatatypesAny, offer: Offer): XErrorFacts | null {
  const fields = value.obj?.fld ?? [];
  if (!fields.some(({ key }) => key === ALGORITHM)) return capabilityRefused(COMPRESSION);
  const unknown = fields.find(({ key }) => !COMPRESSION_KEYS.includes(key));
  if (unknown !== undefined) return capabilityRefused(COMPRESSION);
  const [algorithm = ''] = textsOf(fieldOf(value, ALGORITHM));
  return offer.algorithms.includes(algorithm.toLowerCase()) ? null : compressionRefused(ALGORITHM);
}

function readCompression(value: DatatypesAny): CompressionRequest {
  const [algorithm = ''] = textsOf(fieldOf(value, ALGORITHM));
  const most = fieldOf(value, 'server_max_combine_messages')?.scalar;
  const count = Number(most?.vSignedInt ?? most?.vUnsignedInt ?? 0);
  return { algorithm: algorithm.toLowerCase(), maxCombined: count > 0 ? count : null };
}

function attributesOf(value: DatatypesAny): Record<string, string> {
  const fields = value.obj?.fld ?? [];
  return Object.fromEntries(
    fields.map((field) => [field.key, field.value.scalar?.vString?.value.toString('utf8') ?? '']),
  );
}

function isTrue({ scalar }: DatatypesAny): boolean {
  if (!scalar) return false;
  if (scalar.type === DatatypesScalarType.V_BOOL) return scalar.vBool === true;
  return Number(scalar.vSignedInt ?? 0) !== 0 || Number(scalar.vUnsignedInt ?? 0) !== 0;
}

function fieldOf(value: DatatypesAny, key: string): DatatypesAny | undefined {
  return value.obj?.fld.find((field) => field.key === key)?.value;
}

/** Of a text, or of a list of them. */
function textsOf(value: DatatypesAny | undefined): string[] {
  if (value === undefined) return [];
  const items = value.array?.value ?? [value];
  return items.flatMap(({ scalar }) => scalar?.vString?.value.toString('utf8') ?? []);
}

function bool(value: boolean): DatatypesAny {
  return { type: DatatypesAnyType.SCALAR, scalar: { type: DatatypesScalarType.V_BOOL, vBool: value } };
}

function text(value: string): DatatypesAny {
  const scalar = { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } };
  return { type: DatatypesAnyType.SCALAR, scalar };
}

function array(values: readonly string[]): DatatypesAny {
  return { type: DatatypesAnyType.ARRAY, array: { value: values.map(text) } };
}

function object(key: string, value: DatatypesAny): DatatypesAny {
  return { type: DatatypesAnyType.OBJECT, obj: { fld: [{ key, value }] } };
}
