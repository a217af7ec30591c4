// What a page does not hold, in sentences that say how to get it.

export interface LeftOut {
  /** The recording, for commands. */
  readonly file: string;
  readonly misses: number;
  readonly changes: number;
  readonly exchanges: number;
  /** False where it was for their size. */
  readonly isCounted: boolean;
  readonly areRowsFull: boolean;
}

/** Empty where all is there. */
export function leftOut({ file, misses, changes, exchanges, isCounted, areRowsFull }: LeftOut): string[] {
  const all = `mock ui ${file} shows all`;
  const more = isCounted ? `${all}, --max-exchanges puts more into the file` : all;
  return [
    ...(misses > 0 ? [`${misses.toLocaleString('en')} misses were left out: --report misses.json has all`] : []),
    ...(changes > 0
      ? [`${changes.toLocaleString('en')} differences were left out: --report differences.json has all`]
      : []),
    ...(exchanges > 0 ? [`${exchanges.toLocaleString('en')} exchanges were left out: ${more}`] : []),
    ...(areRowsFull ? [`rows were left out where they are too many for a file: ${all}`] : []),
  ];
}
