// What a program of the matrix is: a client at work, told where its server is, and nothing about what that server is.
import type { ServerAddress, ServerKind } from '../servers/index.ts';
import type { Transcript } from './transcript.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export interface Target {
  readonly kind: ServerKind;
  readonly host: string;
  readonly port: number;
  /** The X Protocol's Unix socket, for programs of that protocol. */
  readonly xSocket?: string | undefined;
  readonly tls: boolean;
  /** The account to log in with, and the one to change to. */
  readonly account: Credentials;
  readonly other: Credentials;
  /** Name of an empty schema. */
  readonly schema: string;
  /** Folder with the files to load; see fixture-files.ts. */
  readonly files: string;
  /** Whether to move every large value, which takes seconds; else one of two packets each way has to do. */
  readonly isLarge: boolean;
  /** No value of a MiB or more at all, for tests that are about something else. */
  readonly isSmall?: boolean;
}

/** One client of the matrix. */
export interface Program {
  /** As in `mysql2` or `mysql client`. */
  readonly name: string;
  readonly kinds: readonly ServerKind[];
  /** Default `classic`. */
  readonly protocol?: 'x';
  /** Readies a server for accounts that log in over a channel that is not safe. */
  prepare?(server: ServerAddress, accounts: readonly Credentials[]): Promise<void>;
  /** False where this machine does not have the client. */
  isAvailable?(): boolean;
  /** Does the work and notes all it sees. Rejects only where an operation has not ended in time. */
  run(target: Target, transcript: Transcript): Promise<void>;
}
