// One connection's compression, whatever the algorithm.

/** Both directions of one connection. */
export interface MessagePacker {
  /** One at a time. */
  pack(bytes: Buffer): Promise<Buffer>;
  /**
   * One at a time; rejects where it cannot be unpacked, or would be too much.
   * @param announced how many bytes its sender says that come out; null where it says nothing
   */
  unpack(bytes: Buffer, announced?: number | null): Promise<Buffer>;
  close(): void;
}
