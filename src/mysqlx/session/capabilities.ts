// What is agreed on before the login: what a client is offered of what the server can do, and what it asks for. TLS and
// compression end at the session; the rest is the answering side's business.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_lifecycle.html

import type { XAgreement } from '../../core/x-responder.ts';
import { PLAIN } from '../auth/auth-data.ts';
import { frameError, frameMessage } from '../codec/framing.ts';
import {
  capabilityRefused,
  capabilityTwice,
  compressionOptionUnknown,
  compressionRefused,
  type XErrorFacts,
  XErrors,
} from '../constants/errors.ts';
import { ServerMessage } from '../constants/message-types.ts';
import { Capabilities, CapabilitiesSet } from '../messages/messages.ts';
import {
  type ConnectionCapability,
  type DatatypesAny,
  DatatypesAnyType,
  DatatypesScalarType,
} from '../messages/schema.ts';
import { ATTRIBUTES, capabilityRefusal, MECHANISMS, numberOf } from './capability-refusals.ts';

const TLS = 'tls';
const COMPRESSION = 'compression';
const ALGORITHM = 'algorithm';

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

const AGREED: XAgreement = { frames: frameMessage(ServerMessage.OK), isAgreed: true };

/** The answer of one who has no server of its own to ask. @param payload of Mysqlx.Connection.CapabilitiesSet */
export function agreementOn(payload: Buffer): XAgreement {
  const refusal = capabilitiesRefusal(payload);
  return refusal === null ? AGREED : { frames: frameError(refusal), isAgreed: false };
}

/** Why no server takes it; null where one may. */
function capabilitiesRefusal(payload: Buffer): XErrorFacts | null {
  for (const capability of CapabilitiesSet.decode(payload).capabilities.capabilities) {
    const refusal = capabilityRefusal(capability);
    if (refusal !== null) return refusal;
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
  /** Whether messages of unlike types go together. */
  readonly combinesMixed: boolean;
}

/** What a client asks for. */
export interface CapabilityRequest {
  readonly wantsTls: boolean;
  readonly compression: CompressionRequest | null;
  /** Connect attributes; null where they are not among it. */
  readonly attributes: Readonly<Record<string, string>> | null;
  /** Payload of Mysqlx.Connection.CapabilitiesSet with the rest; null where nothing is left. */
  readonly others: Buffer | null;
  /** Why it is refused: what stands before it is in `others`. */
  readonly refusal: XErrorFacts | null;
}

/**
 * @param payload of Mysqlx.Connection.CapabilitiesSet
 * @param carriesCompression whether compression is among the `others`
 * @throws MalformedMessageError
 */
export function readCapabilityRequest(payload: Buffer, offer: Offer, carriesCompression = false): CapabilityRequest {
  const all = CapabilitiesSet.decode(payload).capabilities.capabilities;
  const others: ConnectionCapability[] = [];
  let refusal: XErrorFacts | null = null;
  for (const [index, { name, value }] of all.entries()) {
    const isTwice = all.findIndex((each) => each.name === name) < index;
    if (isTwice) refusal = capabilityTwice(name);
    else if (name === TLS) refusal = tlsRefusal(value, offer);
    else if (name === COMPRESSION && !carriesCompression) refusal = compressionRefusal(value, offer);
    else others.push({ name, value });
    if (refusal !== null) break;
  }
  const wantedOf = (wanted: string) => all.find(({ name }) => name === wanted)?.value;
  const [compression, attributes] = [wantedOf(COMPRESSION), wantedOf(ATTRIBUTES)];
  return {
    wantsTls: wantedOf(TLS) !== undefined,
    compression: compression === undefined ? null : readCompression(compression),
    attributes: attributes === undefined ? null : attributesOf(attributes),
    others: others.length === 0 ? null : CapabilitiesSet.encode({ capabilities: { capabilities: others } }),
    refusal,
  };
}

/** What a client agrees on with a server. @param payload of Mysqlx.Connection.CapabilitiesSet */
export function compressionIn(payload: Buffer): CompressionRequest | null {
  const { capabilities } = CapabilitiesSet.decode(payload).capabilities;
  const compression = capabilities.find(({ name }) => name === COMPRESSION);
  return compression === undefined ? null : readCompression(compression.value);
}

function tlsRefusal(value: DatatypesAny, { isTlsOffered, isTls }: Offer): XErrorFacts | null {
  return (numberOf(value) ?? 0) !== 0 && isTlsOffered && !isTls ? null : capabilityRefused(TLS);
}

const [MIXED, MOST] = ['server_combine_mixed_messages', 'server_max_combine_messages'];
const NUMBERS: readonly string[] = [MIXED, MOST, 'level'];

/** Field by field, as the X plugin goes through them. */
function compressionRefusal(value: DatatypesAny, offer: Offer): XErrorFacts | null {
  if (!value.obj) return capabilityRefused(COMPRESSION);
  const fields = value.obj.fld;
  for (const { key, value: option } of fields) {
    if (key === ALGORITHM) {
      const name = textOf(option);
      if (name === null) return capabilityRefused(COMPRESSION);
      if (!offer.algorithms.includes(name.toLowerCase())) return compressionRefused(ALGORITHM);
    } else if (!NUMBERS.includes(key)) return compressionOptionUnknown(key);
    else if (numberOf(option) === null) return capabilityRefused(COMPRESSION);
  }
  return fields.some(({ key }) => key === ALGORITHM) ? null : XErrors.algorithmRequired;
}

function readCompression(value: DatatypesAny): CompressionRequest {
  const algorithm = textOf(fieldOf(value, ALGORITHM)) ?? '';
  const count = numberOf(fieldOf(value, MOST)) ?? 0;
  return {
    algorithm: algorithm.toLowerCase(),
    maxCombined: count > 0 ? count : null,
    combinesMixed: numberOf(fieldOf(value, MIXED)) !== 0,
  };
}

/** Null for what is no text. */
function textOf(value: DatatypesAny | undefined): string | null {
  const scalar = value?.type === DatatypesAnyType.SCALAR ? value.scalar : undefined;
  if (scalar?.type === DatatypesScalarType.V_STRING) return scalar.vString?.value.toString('utf8') ?? '';
  if (scalar?.type === DatatypesScalarType.V_OCTETS) return scalar.vOctets?.value.toString('utf8') ?? '';
  return null;
}

function attributesOf(value: DatatypesAny): Record<string, string> {
  const fields = value.obj?.fld ?? [];
  return Object.fromEntries(
    fields.map((field) => [field.key, field.value.scalar?.vString?.value.toString('utf8') ?? '']),
  );
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
