// A stream of bytes that is read by asking: a connection, or a layer over one (compression).

export interface ByteChannel {
  /** The next bytes as they came; null where the peer ended the stream. */
  read(): Promise<Buffer | null>;
  /** The same without waiting; undefined where nothing is there yet. */
  tryRead(): Buffer | null | undefined;
  /**
   * Calls `wake` once, in the turn in which something has come, the stream has ended or it broke: tryRead() then says which.
   * Only where tryRead() has just given undefined and nobody else reads; `wake` must not throw.
   * @param first is shown what comes before it can be read, and says whether it has dealt with it: then nobody is called, and the
   *   next is waited for. A layer may do without it. It must not throw either
   */
  whenReadable(wake: () => void, first?: (bytes: Buffer) => boolean): void;
  /** Puts bytes back in front of what comes next. */
  unread(bytes: Buffer): void;
  /** A promise, for when the peer can take more, only where it cannot now. */
  write(bytes: Buffer): Promise<void> | undefined;
  /** Bytes given to write(). */
  readonly bytesWritten: number;
  /** A command begins; only a layer that numbers what it sends has to know. */
  readonly resetSequence?: () => void;
}
