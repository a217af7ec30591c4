// What the server described of tables that the recording makes: its description is of later than CREATE TABLE, and has the keys that
// further statements have added (ALTER TABLE … ADD UNIQUE, as migrations write them). Both say the same once those are read too.

import type { AddedKeys } from './alterations.ts';
import type { TableFacts } from './table-facts.ts';

export class DescribedKeys {
  readonly #described = new Map<string, TableFacts>();
  /** Keys that no statement has told of yet. */
  readonly #awaited = new Map<string, readonly string[]>();

  note(table: string, facts: TableFacts): void {
    this.#described.set(table, facts);
  }

  /** Whether what differs from a CREATE TABLE may be added behind it. @param known what was known of the table until then */
  await(table: string, known: TableFacts, created: TableFacts): boolean {
    const described = this.#described.get(table);
    if (described !== known || described.auto !== created.auto) return false;
    const [all, first] = [namesOf(described.unique), namesOf(created.unique)];
    if (!first.every((key) => all.includes(key))) return false;
    const awaited = all.filter((key) => !first.includes(key));
    const isPrimarySame = created.primary === described.primary;
    if (!isPrimarySame && (created.primary !== null || !awaited.includes(described.primary ?? ''))) return false;
    this.#awaited.set(table, awaited);
    return true;
  }

  /** Whether the description has keys that nobody has told of. */
  isOpen(table: string, added: AddedKeys | undefined): boolean {
    const awaited = this.#awaited.get(table);
    if (awaited === undefined) return false;
    const told = namesOf(added?.unique ?? []);
    return !awaited.every((key) => told.includes(key));
  }
}

function namesOf(unique: readonly (readonly string[])[]): readonly string[] {
  return unique.map((columns) => columns.join('\0'));
}

/** In whichever order they are told: a server lists keys by their names. */
export function areSameKeys(a: TableFacts, b: TableFacts): boolean {
  return keysIn(a) === keysIn(b);
}

function keysIn({ unique, primary, auto }: TableFacts): string {
  return JSON.stringify([[...new Set(namesOf(unique))].sort(), primary, auto]);
}
