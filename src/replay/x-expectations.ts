// Blocks of messages that go together: once one of a block has failed, the server refuses the others unseen. It is the
// block that decides and no recorded answer, so a replay follows it itself.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_expectations.html

import { frameError } from '../x/codec/framing.ts';
import { XErrors } from '../x/constants/errors.ts';
import { ExpectOpen } from '../x/messages/messages.ts';
import {
  ExpectOpenConditionConditionOperation,
  ExpectOpenConditionKey,
  ExpectOpenCtxOperation,
} from '../x/messages/schema.ts';

interface Block {
  readonly isNoErrorExpected: boolean;
  /** What every message gets from now on; null while nothing has failed. */
  failure: Buffer | null;
}

/** Conditions that every server knows. */
const KNOWN: ReadonlySet<number> = new Set([
  ExpectOpenConditionKey.EXPECT_NO_ERROR,
  ExpectOpenConditionKey.EXPECT_DOCID_GENERATED,
]);

export class XExpectations {
  readonly #blocks: Block[] = [];

  /** The error that answers whatever comes next; null where it is carried out. */
  get failure(): Buffer | null {
    return this.#blocks.at(-1)?.failure ?? null;
  }

  /** Whether a server opens such a block whatever it holds. @param payload of Mysqlx.Expect.Open */
  isPlain(payload: Buffer): boolean {
    return ExpectOpen.decode(payload).cond.every(({ conditionKey }) => KNOWN.has(conditionKey));
  }

  /**
   * @param payload of Mysqlx.Expect.Open
   * @param failure the error that it was answered with; null where it was opened in order
   */
  open(payload: Buffer, failure: Buffer | null): void {
    const { op, cond } = ExpectOpen.decode(payload);
    let isNoErrorExpected =
      op !== ExpectOpenCtxOperation.EXPECT_CTX_EMPTY && (this.#blocks.at(-1)?.isNoErrorExpected ?? false);
    for (const { conditionKey, op: set } of cond) {
      if (conditionKey !== ExpectOpenConditionKey.EXPECT_NO_ERROR) continue;
      isNoErrorExpected = set !== ExpectOpenConditionConditionOperation.EXPECT_OP_UNSET;
    }
    this.#blocks.push({ isNoErrorExpected, failure });
  }

  /** Ends the last block; returns the error that answers it, null where all went well, undefined where there is none. */
  close(): Buffer | null | undefined {
    const block = this.#blocks.pop();
    if (block?.failure != null) this.noteError();
    return block?.failure;
  }

  /** A message was answered with an error. */
  noteError(): void {
    const block = this.#blocks.at(-1);
    if (block?.isNoErrorExpected && block.failure === null) block.failure = frameError(XErrors.noErrorFailed);
  }

  clear(): void {
    this.#blocks.length = 0;
  }
}
