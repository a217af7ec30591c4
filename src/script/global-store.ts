// `mysqld.global`: values that all connections of a process and the REST API share. They are kept as JSON text, so that
// a value that is read is a copy, and a change of it changes nothing until it is assigned.

export class GlobalStore {
  readonly #texts = new Map<string, string>();

  /** JSON text of a value; undefined where there is none. */
  get(key: string): string | undefined {
    return this.#texts.get(key);
  }

  set(key: string, text: string): void {
    this.#texts.set(key, text);
  }

  delete(key: string): boolean {
    return this.#texts.delete(key);
  }

  keys(): string[] {
    return [...this.#texts.keys()];
  }

  /** Whatever was there before is gone. */
  replace(values: Readonly<Record<string, unknown>>): void {
    this.#texts.clear();
    for (const [key, value] of Object.entries(values)) this.#texts.set(key, JSON.stringify(value));
  }

  /** One JSON object, its keys sorted. */
  toJson(): string {
    const members = this.keys()
      .sort()
      .map((key) => `${JSON.stringify(key)}:${this.#texts.get(key)}`);
    return `{${members.join(',')}}`;
  }
}
