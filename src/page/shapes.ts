// Statements by their form. Pure: the page runs it on what it has, the reading thread on everything.

/** How often a form was executed, and how long that took. */
export interface Shape {
  readonly text: string;
  /** Id of the first exchange. */
  readonly first: number;
  count: number;
  errors: number;
  rows: number;
  totalUs: number;
  mostUs: number;
}

export function newShape(text: string, first: number): Shape {
  return { text, first, count: 0, errors: 0, rows: 0, totalUs: 0, mostUs: 0 };
}

export interface Executed {
  readonly id: number;
  readonly sql: string | null;
  readonly command: string;
  readonly errorCode: number | null;
  readonly rows: number | null;
  readonly lastByteUs: number;
}

/** The literals of a statement. */
export const VALUES = /'(?:[^'\\]|''|\\.)*'|\b0x[0-9a-f]+\b|\b\d+(?:\.\d+)?\b/gi;
const SHAPE_CHARS = 2000;
/** Forms that are told apart; statements that are all different would fill the memory. */
const MOST_SHAPES = 50_000;
/** Statements whose form is remembered. */
const MOST_FORMS = 10_000;

export class Shapes {
  readonly #shapes = new Map<string, Shape>();
  readonly #formOf: (sql: string) => string;
  executions = 0;

  /** @param formOf default: what needs no more than the statement's letters */
  constructor(formOf: (sql: string) => string = new Forms().of) {
    this.#formOf = formOf;
  }

  /** False for what executes nothing. */
  add({ id, sql, command, errorCode, rows, lastByteUs }: Executed): boolean {
    if (sql === null || command === 'COM_STMT_PREPARE') return false;
    const form = this.#formOf(sql);
    const isNew = !this.#shapes.has(form) && this.#shapes.size >= MOST_SHAPES;
    const text = isNew ? '(other statements)' : form;
    const shape = this.#shapes.get(text) ?? newShape(text, id);
    this.#shapes.set(text, shape);
    this.executions++;
    shape.count++;
    shape.errors += errorCode === null ? 0 : 1;
    shape.rows += rows ?? 0;
    shape.totalUs += lastByteUs;
    shape.mostUs = Math.max(shape.mostUs, lastByteUs);
    return true;
  }

  get size(): number {
    return this.#shapes.size;
  }

  /** Those that took the longest in all. */
  sorted(most: number): Shape[] {
    return [...this.#shapes.values()].sort((a, b) => b.totalUs - a.totalUs).slice(0, most);
  }
}

/** Literals as `?` and lists of them as one, as the digests of `mock stats` have them. */
export class Forms {
  readonly #known = new Map<string, string>();

  /** Most recordings say the same again and again. */
  readonly of = (sql: string): string => {
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const cut = sql.length > SHAPE_CHARS ? sql.slice(0, SHAPE_CHARS) : sql;
    const form = cut
      .replace(VALUES, '?')
      .replace(/\(\s*\?(?:\s*,\s*\?)+\s*\)/g, '(…)')
      .replace(/\(…\)(?:\s*,\s*\(…\))+/g, '(…)')
      .replace(/\s+/g, ' ')
      .trim();
    if (this.#known.size >= MOST_FORMS) this.#known.clear();
    this.#known.set(sql, form);
    return form;
  };
}
