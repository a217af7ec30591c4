// The values within a CRUD message, each with the column or the field of a document that it is about.

import {
  type CrudCollection,
  CrudDataModel,
  type CrudDelete,
  type CrudFind,
  type CrudInsert,
  type CrudUpdate,
  type DatatypesScalar,
  type ExprColumnIdentifier,
  type ExprExpr,
  ExprExprType as Kind,
} from '../../mysqlx/messages/schema.ts';

/** What a value is about. */
export interface XPlace {
  readonly schema: string;
  readonly table: string;
  /** A column, or the path of a field such as `address.town`. */
  readonly column: string;
}

/** @param place null where it cannot be told */
export type VisitScalar = (scalar: DatatypesScalar, place: XPlace | null) => void;

export interface CrudOperation {
  readonly find?: CrudFind | null;
  readonly insert?: CrudInsert | null;
  readonly update?: CrudUpdate | null;
  readonly delete?: CrudDelete | null;
}

/** What the placeholders of an operation are about, by their numbers. */
export type Bound = ReadonlyMap<number, XPlace>;

/** Visits all values of an operation; returns what its placeholders stand for. @param schema the current one */
export function visitOperation(operation: CrudOperation, schema: string, visit: VisitScalar): Bound {
  const { find, insert, update, delete: remove } = operation;
  if (find) return new Walk(find.collection, schema, visit).find(find);
  if (insert) return new Walk(insert.collection, schema, visit).insert(insert);
  if (update) return new Walk(update.collection, schema, visit).update(update);
  return remove ? new Walk(remove.collection, schema, visit).remove(remove) : new Map();
}

class Walk {
  readonly #schema: string;
  readonly #table: string;
  readonly #visit: VisitScalar;
  readonly #bound = new Map<number, XPlace>();

  constructor({ schema, name }: CrudCollection, current: string, visit: VisitScalar) {
    this.#schema = schema || current;
    this.#table = name;
    this.#visit = visit;
  }

  find({ projection, criteria, grouping, groupingCriteria, order, args }: CrudFind): Bound {
    for (const { source } of projection) this.#walk(source, null);
    for (const expr of [criteria, groupingCriteria, ...grouping]) if (expr) this.#walk(expr, null);
    for (const { expr } of order) this.#walk(expr, null);
    return this.#finish(args);
  }

  insert({ dataModel, projection, row, args }: CrudInsert): Bound {
    const isTable = dataModel === CrudDataModel.TABLE;
    for (const { field } of row) {
      for (const [at, expr] of field.entries()) this.#walk(expr, isTable ? (projection[at]?.name ?? null) : null);
    }
    return this.#finish(args);
  }

  update({ criteria, operation, order, args }: CrudUpdate): Bound {
    if (criteria) this.#walk(criteria, null);
    for (const { source, value } of operation) if (value) this.#walk(value, columnOf(source));
    for (const { expr } of order) this.#walk(expr, null);
    return this.#finish(args);
  }

  remove({ criteria, order, args }: CrudDelete): Bound {
    if (criteria) this.#walk(criteria, null);
    for (const { expr } of order) this.#walk(expr, null);
    return this.#finish(args);
  }

  #finish(args: readonly DatatypesScalar[]): Bound {
    for (const [at, scalar] of args.entries()) this.#visit(scalar, this.#bound.get(at) ?? null);
    return this.#bound;
  }

  #walk(expr: ExprExpr, column: string | null): void {
    switch (expr.type) {
      case Kind.LITERAL:
        if (expr.literal) this.#visit(expr.literal, this.#place(column));
        return;
      case Kind.PLACEHOLDER: {
        const place = this.#place(column);
        if (place !== null) this.#bound.set(expr.position ?? 0, place);
        return;
      }
      case Kind.OPERATOR:
        this.#walkAll(expr.operator?.param ?? [], column);
        return;
      case Kind.FUNC_CALL:
        this.#walkAll(expr.functionCall?.param ?? [], column);
        return;
      case Kind.ARRAY:
        for (const each of expr.array?.value ?? []) this.#walk(each, column);
        return;
      case Kind.OBJECT:
        for (const { key, value } of expr.object?.fld ?? [])
          this.#walk(value, column === null ? key : `${column}.${key}`);
    }
  }

  /** What is compared with a column is about it. */
  #walkAll(params: readonly ExprExpr[], column: string | null): void {
    const named = params.flatMap(({ type, identifier }) =>
      type === Kind.IDENT && identifier ? [columnOf(identifier)] : [],
    );
    for (const param of params) this.#walk(param, named[0] ?? column);
  }

  #place(column: string | null): XPlace | null {
    return column === null ? null : { schema: this.#schema, table: this.#table, column };
  }
}

function columnOf({ name, documentPath }: ExprColumnIdentifier): string {
  const members = documentPath.flatMap(({ value }) => (value ? [value] : []));
  return [name, ...members].filter(Boolean).join('.');
}
