// One form for every way to write the same message: what is left out and what is given though it is the default are
// the same to a server, so they are the same bytes here. Fields stand in the order of their numbers.

import type protobuf from 'protobufjs/light.js';
import type { MessageType } from './message-type.ts';
import { reflect } from './message-type.ts';
import { protobufjs } from './protobuf.ts';

/** The bytes that stand for a message that was decoded. Changes it: defaults that were given are taken away. */
export function canonicalBytes<T extends object>(type: MessageType<T>, message: T): Buffer {
  dropDefaults(reflect(type.name), message);
  return type.encode(message);
}

function dropDefaults(type: protobuf.Type, message: object): void {
  for (const field of type.fieldsArray) {
    if (!Object.hasOwn(message, field.name)) continue;
    const value: unknown = Reflect.get(message, field.name);
    const { resolvedType } = field.resolve();
    if (resolvedType instanceof protobufjs().Type) {
      for (const item of Array.isArray(value) ? value : [value]) dropDefaults(resolvedType, item);
    } else if (hasOwnDefault(field) && value === field.typeDefault) {
      Reflect.deleteProperty(message, field.name);
    }
  }
}

/** A default that the definition gives, not the zero that every type has: to some servers 0 and nothing are two things. */
function hasOwnDefault({ options }: protobuf.Field): boolean {
  return options !== undefined && 'default' in options;
}
