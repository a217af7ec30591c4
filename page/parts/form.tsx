// A text that is typed and sent, and what comes back; for views that ask the process behind the page.

import { useEffect, useState } from 'preact/hooks';
import { isFile } from '../api.ts';
import { data } from '../state.ts';
import { visible } from './text.tsx';

/** What cannot be asked of a file. */
export function NeedsServer({ what }: { readonly what: string }) {
  return (
    <p class="empty">
      {what} is there in a page that is served: <code>mock ui {visible(data.value?.path ?? 'FILE')}</code>
    </p>
  );
}

/**
 * An answer to what was typed and sent, by a button or by Ctrl-Enter.
 * @param linked what the address asks, which is answered at once; null for nothing @param initial what stands there else
 */
export function useForm<Answer>(send: (text: string) => Promise<Answer>, linked: string | null, initial = '') {
  const [text, setText] = useState(linked ?? initial);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      setAnswer(await send(text));
      setProblem(null);
    } catch (error) {
      setAnswer(null);
      setProblem(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  useEffect(() => {
    if (linked !== null && !isFile) void run();
  }, []);
  return { text, setText, answer, problem, isBusy, run };
}

interface FormProps {
  readonly label: string;
  readonly hint: string;
  readonly action: string;
  readonly form: {
    readonly text: string;
    readonly problem: string | null;
    readonly isBusy: boolean;
    setText(text: string): void;
    run(): Promise<void>;
  };
}

/** With what stood in the way of an answer. */
export function Form({ label, hint, action, form }: FormProps) {
  const { text, setText, problem, isBusy, run } = form;
  return (
    <>
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <label>
          <span>{label}</span>
          <textarea
            rows={4}
            spellcheck={false}
            placeholder={hint}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void run();
            }}
          />
        </label>
        <button type="submit" disabled={isBusy}>
          {isBusy ? '…' : action}
        </button>
      </form>
      {problem === null ? null : (
        <p class="bad" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
