// What clients of the X Protocol ask beside SQL, as scripts read it: operations on collections and tables, and commands
// of the X plugin. The types are the description; docs/scripts.md has examples.

import { NOTHING_DONE, type StatementAnswer } from './answer.ts';

/** A value of a document or an argument; an expression that the server would work out as its text. */
export type OperationValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | ScriptExpression
  | readonly OperationValue[]
  | { readonly [key: string]: OperationValue };

/** E.g. `stock - 1`. */
export interface ScriptExpression {
  readonly expression: string;
}

interface OnCollection {
  /** As one would write it in the X DevAPI: `shop.products.find("name = :0").limit(1)`. */
  readonly text: string;
  readonly schema: string;
  /** Of the collection, the table or the view. */
  readonly name: string;
  /** Values of `:0`, `:1`, … */
  readonly parameters: readonly OperationValue[];
}

/** Which documents or rows an operation is about. */
interface Selection extends OnCollection {
  readonly isTable: boolean;
  /** `name = :0 and price > 5`; null where all are meant. */
  readonly criteria: string | null;
  readonly sort: readonly ScriptOrder[];
  /** Null where there is none. */
  readonly limit: number | null;
  readonly offset: number;
}

export interface ScriptOrder extends ScriptExpression {
  readonly isDescending: boolean;
}

export interface ScriptField extends ScriptExpression {
  /** Null where there is none. */
  readonly alias: string | null;
}

/** `find` of a collection, `select` of a table. */
export interface ScriptFind extends Selection {
  readonly kind: 'find';
  /** Empty where all are wanted. */
  readonly fields: readonly ScriptField[];
  readonly groupBy: readonly string[];
  readonly having: string | null;
  readonly lock: 'shared' | 'exclusive' | null;
}

/** `add` of a collection, `insert` of a table. */
export interface ScriptInsert extends OnCollection {
  readonly kind: 'insert';
  readonly isTable: boolean;
  /** Documents that are there already are replaced. */
  readonly isUpsert: boolean;
  /** Of a collection. */
  readonly documents: readonly OperationValue[];
  /** Of a table, as the client names them. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly OperationValue[])[];
}

export interface ScriptChange {
  readonly change: 'set' | 'unset' | 'replace' | 'merge' | 'arrayInsert' | 'arrayAppend' | 'patch';
  /** `address.city`; `$` for the document itself. */
  readonly field: string;
  /** Null where none is given. */
  readonly value: OperationValue;
}

/** `modify` of a collection, `update` of a table. */
export interface ScriptUpdate extends Selection {
  readonly kind: 'update';
  readonly changes: readonly ScriptChange[];
}

/** `remove` of a collection, `delete` of a table. */
export interface ScriptDelete extends Selection {
  readonly kind: 'delete';
}

export interface ScriptView extends OnCollection {
  readonly kind: 'createView' | 'modifyView' | 'dropView';
  readonly columns: readonly string[];
  /** What the view shows; null where nothing is said of it. */
  readonly definition: ScriptFind | null;
  /** `OR REPLACE`, `IF EXISTS`. */
  readonly isLenient: boolean;
}

/** An operation on a collection, a table or a view. */
export type ScriptCrud = ScriptFind | ScriptInsert | ScriptUpdate | ScriptDelete | ScriptView;

/** A command of the X plugin, such as `create_collection`. */
export interface ScriptCommand {
  readonly kind: 'command';
  /** `mysqlx.create_collection({"schema": "shop", "name": "products"})` */
  readonly text: string;
  /** `mysqlx`, or an older client's `xplugin`. */
  readonly namespace: string;
  readonly name: string;
  /** Of an object its members, else the values by their positions: `{ schema: 'shop', name: 'products' }`. */
  readonly arguments: Readonly<Record<string, OperationValue>>;
}

export type ScriptOperation = ScriptCrud | ScriptCommand;

/** Commands that succeed on every server, and of which nothing follows. */
const HARMLESS: ReadonlySet<string> = new Set(['ping', 'enable_notices', 'disable_notices']);

/** What is said to an operation that the script says nothing of; null where that is an error. */
export function defaultAnswer(operation: ScriptOperation): StatementAnswer | null {
  if (operation.kind !== 'command' || !HARMLESS.has(operation.name)) return null;
  return { delayMs: 0, results: [{ kind: 'ok', completion: NOTHING_DONE }] };
}
