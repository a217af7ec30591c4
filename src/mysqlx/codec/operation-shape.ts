// A CRUD operation but for its values, as one would write it: `shop.orders.find("total > ?").limit(3)`.

import { MalformedMessageError } from '../messages/message-type.ts';
import { Delete, Find, Insert, Update } from '../messages/messages.ts';
import { type ExprExpr, ExprExprType } from '../messages/schema.ts';
import { formatDelete, formatFind, formatInsert, formatUpdate } from './format-operation.ts';

/** Stands where a value stood. */
const VALUE: ExprExpr = { type: ExprExprType.VARIABLE, variable: '?' };
const VALUE_TEXT = /@\?/g;

/**
 * Null for a message that is no such operation, or cannot be read.
 * @param name as in `Crud.Find`
 */
export function operationShape(name: string, payload: Buffer): string | null {
  try {
    return shapeOf(name, payload)?.replace(VALUE_TEXT, '?') ?? null;
  } catch (error) {
    if (error instanceof MalformedMessageError) return null;
    throw error;
  }
}

function shapeOf(name: string, payload: Buffer): string | null {
  switch (name) {
    case Find.name:
      return formatFind(withoutValues(Find.decode(payload)));
    case Insert.name: {
      const insert = Insert.decode(payload);
      return formatInsert({
        ...insert,
        row: insert.row.slice(0, 1).map(({ field }) => ({ field: field.map(() => VALUE) })),
      });
    }
    case Update.name:
      return formatUpdate(withoutValues(Update.decode(payload)));
    case Delete.name:
      return formatDelete(withoutValues(Delete.decode(payload)));
    default:
      return null;
  }
}

/** Changes the message: what is an expression with a value, at whatever depth, becomes one without. */
function withoutValues<T extends object>(message: T): T {
  for (const key of Object.keys(message) as (keyof T)[]) {
    const held = message[key];
    if (typeof held !== 'object' || held === null || Buffer.isBuffer(held)) continue;
    if (isLiteral(held)) Reflect.set(message, key, VALUE);
    else withoutValues(held);
  }
  return message;
}

function isLiteral(held: object): boolean {
  return Reflect.get(held, 'type') === ExprExprType.LITERAL && Object.hasOwn(held, 'literal');
}
