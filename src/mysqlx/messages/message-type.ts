// A message of the X Protocol as protobufjs reads and writes it, made from the descriptor when it is first used.

import type protobuf from 'protobufjs/light.js';
import { MockError, messageOf } from '../../core/errors.ts';
import { protobufjs } from './protobuf.ts';
import { descriptor } from './schema.ts';
import { wireFieldsOf } from './wire-fields.ts';

/** A payload that is not what its message's definition says. */
export class MalformedMessageError extends MockError {
  /** The message is whole, and ends before its frame does. */
  readonly endsEarly: boolean;

  constructor(message: string, cause: unknown, endsEarly = false) {
    super('MALFORMED_PACKET', `${message}: ${messageOf(cause)}`, { cause });
    this.name = 'MalformedMessageError';
    this.endsEarly = endsEarly;
  }
}

let root: protobuf.Root | null = null;

/** protobufjs's own view of a message, e.g. of `Crud.Find`. */
export function reflect(name: string): protobuf.Type {
  root ??= protobufjs().Root.fromJSON(descriptor);
  return root.lookupType(`Mysqlx.${name}`);
}

/** Reads and writes one kind of message. */
export class MessageType<T extends object> {
  readonly name: string;
  #type: protobuf.Type | null = null;

  /** @param name as in `Crud.Find` */
  constructor(name: string) {
    this.name = name;
  }

  /**
   * The message; its bytes are views of `payload`.
   * @throws MalformedMessageError
   */
  decode(payload: Buffer): T {
    this.#type ??= reflect(this.name);
    try {
      return this.#type.decode(payload) as protobuf.Message<T> & T;
    } catch (error) {
      return this.#decodeAgain(payload, this.#type, error);
    }
  }

  /** What protobufjs refuses, as far as a server reads it. */
  #decodeAgain(payload: Buffer, type: protobuf.Type, refusal: unknown): T {
    const read = wireFieldsOf(payload);
    if (read === null) throw new MalformedMessageError(`Mysqlx.${this.name}`, refusal);
    try {
      const message = type.decode(read.fields) as protobuf.Message<T> & T;
      if (read.bytesBehind === 0) return message;
    } catch (error) {
      throw new MalformedMessageError(`Mysqlx.${this.name}`, error);
    }
    throw new MalformedMessageError(`Mysqlx.${this.name}`, refusal, true);
  }

  encode(message: T): Buffer {
    this.#type ??= reflect(this.name);
    // in Node the writer's bytes are a Buffer's
    return Buffer.from(this.#type.encode(message).finish());
  }
}

/** The digits' value of a 64-bit integer that was read. */
export function toBigInt(value: { toString(): string } | null | undefined): bigint {
  return value === null || value === undefined ? 0n : BigInt(value.toString());
}

/** Whether a field was sent: one that was not reads as the zero of its type, and an enumeration as its first value. */
export function hasField<T extends object>(message: T, name: keyof T): boolean {
  return Object.hasOwn(message, name);
}
