// The two modes of mock as the matrix uses them, in the process of the test.
import type { Credentials } from './program.ts';

export interface RunningMock extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface MockModes {
  record(options: {
    readonly upstream: { readonly host: string; readonly port: number };
    readonly output: string;
  }): Promise<RunningMock>;
  /** `users`: the only ones let in. */
  replay(file: string, options: { readonly users: readonly Credentials[] }): Promise<RunningMock>;
}

/** Undefined while there are none: then the matrix compares two direct runs. */
export const mockModes: MockModes | undefined = undefined as MockModes | undefined;
