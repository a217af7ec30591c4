// `mysqld.global`: values that all connections of a process and the REST API share. They are kept as JSON text, so that
// a value that is read is a copy, and a change of it changes nothing until it is assigned.

/** What was changed: one value, or all of them; null for a value that is gone. */
export type GlobalChange =
  | { readonly key: string; readonly text: string | null }
  | { readonly all: ReadonlyMap<string, string> };

export class GlobalStore {
  readonly #texts: Map<string, string>;
  /** Counts the changes, those that are followed too. */
  version = 0;
  #onChange: (change: GlobalChange) => void = () => undefined;

  constructor(texts: Iterable<readonly [string, string]> = []) {
    this.#texts = new Map(texts);
  }

  /** Of what is changed here; what is followed is not said again. */
  watch(onChange: (change: GlobalChange) => void): void {
    this.#onChange = onChange;
  }

  /** Does what was done to the store of another thread. */
  follow(change: GlobalChange): void {
    this.version++;
    if ('all' in change) this.#replace(change.all);
    else if (change.text === null) this.#texts.delete(change.key);
    else this.#texts.set(change.key, change.text);
  }

  entries(): [string, string][] {
    return [...this.#texts];
  }

  /** JSON text of a value; undefined where there is none. */
  get(key: string): string | undefined {
    return this.#texts.get(key);
  }

  set(key: string, text: string): void {
    this.version++;
    this.#texts.set(key, text);
    this.#onChange({ key, text });
  }

  delete(key: string): boolean {
    const isGone = this.#texts.delete(key);
    this.version++;
    if (isGone) this.#onChange({ key, text: null });
    return isGone;
  }

  keys(): string[] {
    return [...this.#texts.keys()];
  }

  /** Whatever was there before is gone. */
  replace(values: Readonly<Record<string, unknown>>): void {
    const all = new Map(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
    this.version++;
    this.#replace(all);
    this.#onChange({ all });
  }

  #replace(all: ReadonlyMap<string, string>): void {
    this.#texts.clear();
    for (const [key, text] of all) this.#texts.set(key, text);
  }

  /** One JSON object, its keys sorted. */
  toJson(): string {
    const members = this.keys()
      .sort()
      .map((key) => `${JSON.stringify(key)}:${this.#texts.get(key)}`);
    return `{${members.join(',')}}`;
  }
}
