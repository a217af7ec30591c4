// What has to be asked for, as a view waits for it.

import { useEffect, useState } from 'preact/hooks';

export interface Asked<Answer> {
  readonly answer: Answer | null;
  readonly problem: string | null;
}

/** @param key asked anew where it changes @param question gives what is there so far to `tell`, as often as there is more */
export function useAsked<Answer>(
  key: string,
  question: (tell: (answer: Answer) => void, signal: AbortSignal) => Promise<void>,
): Asked<Answer> {
  const [asked, set] = useState<Asked<Answer> & { readonly key: string }>({ answer: null, problem: null, key });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    question((answer) => set({ answer, problem: null, key }), signal).catch((error: unknown) => {
      if (!signal.aborted) set({ answer: null, problem: error instanceof Error ? error.message : String(error), key });
    });
    return () => controller.abort();
  }, [key]);
  return asked.key === key ? asked : { answer: null, problem: null };
}
