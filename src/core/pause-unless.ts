// Waits, unless there is nobody left to wait for.

/** Milliseconds that setTimeout can take. */
const LONGEST_MS = 2 ** 31 - 1;

/** @param gone resolves when waiting makes no sense any more */
export async function pauseUnless(ms: number, gone: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.min(ms, LONGEST_MS));
  });
  await Promise.race([time, gone]);
  clearTimeout(timer);
}
