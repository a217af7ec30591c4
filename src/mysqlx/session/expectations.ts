// Blocks of messages that go together: once one of a block has failed, the server refuses the others unseen. It is the
// block that decides and no recorded or scripted answer, so whoever answers follows it.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_expectations.html

import type { XCommand } from '../../core/x-responder.ts';
import { frameError, frameMessage } from '../codec/framing.ts';
import { expectedFieldMissing, unknownCondition, type XErrorFacts, XErrors } from '../constants/errors.ts';
import { ClientMessage, ServerMessage } from '../constants/message-types.ts';
import { hasClientField } from '../messages/client-messages.ts';
import { ExpectOpen } from '../messages/messages.ts';
import {
  ExpectOpenConditionConditionOperation,
  ExpectOpenConditionKey,
  ExpectOpenCtxOperation,
} from '../messages/schema.ts';

interface Block {
  readonly isNoErrorExpected: boolean;
  /** What every message gets from now on; null while nothing has failed. */
  failure: Buffer | null;
}

/** What comes of a condition by itself: it holds, or the block begins failed, or there is no block. */
type Opening =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly error: XErrorFacts }
  | { readonly kind: 'refused'; readonly error: XErrorFacts };

/** Conditions that every server knows. */
const KNOWN: ReadonlySet<number> = new Set([
  ExpectOpenConditionKey.EXPECT_NO_ERROR,
  ExpectOpenConditionKey.EXPECT_DOCID_GENERATED,
]);
const OK = frameMessage(ServerMessage.OK);

export class XExpectations {
  readonly #blocks: Block[] = [];

  /** What answers a message whatever it asks: the block that it ends, or is refused in; null where it is carried out. */
  verdict({ message, refusal }: XCommand): Buffer | null {
    const { type, payload } = message;
    if (type === ClientMessage.EXPECT_CLOSE) return this.#close();
    const failure = this.#blocks.at(-1)?.failure ?? null;
    if (failure !== null && type !== ClientMessage.SESS_RESET) {
      if (type === ClientMessage.EXPECT_OPEN) this.open(payload, failure);
      return failure;
    }
    return refusal === null ? null : this.failed(refusal);
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

  /** Opens a block as MySQL does, and returns what answers it. @param payload of Mysqlx.Expect.Open */
  openAsMysql(payload: Buffer): Buffer {
    const opening = openingOf(payload);
    if (opening.kind === 'refused') return this.failed(frameError(opening.error));
    const failure = opening.kind === 'failed' ? frameError(opening.error) : null;
    this.open(payload, failure);
    return failure ?? OK;
  }

  /** A message was answered with an error. @returns the error */
  failed(error: Buffer): Buffer {
    this.noteError();
    return error;
  }

  /** A message was answered with an error. */
  noteError(): void {
    const block = this.#blocks.at(-1);
    if (block?.isNoErrorExpected && block.failure === null) block.failure = frameError(XErrors.noErrorFailed);
  }

  clear(): void {
    this.#blocks.length = 0;
  }

  #close(): Buffer {
    const block = this.#blocks.pop();
    if (block === undefined) return frameError(XErrors.blockNotOpen);
    return block.failure === null ? OK : this.failed(block.failure);
  }
}

function openingOf(payload: Buffer): Opening {
  for (const { conditionKey, conditionValue, op } of ExpectOpen.decode(payload).cond) {
    if (op === ExpectOpenConditionConditionOperation.EXPECT_OP_UNSET || KNOWN.has(conditionKey)) continue;
    if (conditionKey !== ExpectOpenConditionKey.EXPECT_FIELD_EXIST) {
      return { kind: 'refused', error: unknownCondition(conditionKey) };
    }
    const field = conditionValue?.toString('latin1') ?? '';
    if (!hasClientField(field)) return { kind: 'failed', error: expectedFieldMissing(field) };
  }
  return { kind: 'open' };
}
