// A session as a replay's client sees it: what was agreed at the login, what the last answer left behind, and the packets
// that the replay makes itself from that.

import { NO_FACTS } from '../../core/command.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import type { Answer, Reply } from '../../core/responder.ts';
import { frameSmall } from '../../mysql/codec/framing.ts';
import { ENCODING_BITS } from '../../mysql/constants/capability-sets.ts';
import { type Flavour, flavourOf } from '../../mysql/constants/flavour.ts';
import { Status } from '../../mysql/constants/status.ts';
import { type ErrPacket, encodeErr } from '../../mysql/packets/err.ts';
import { encodeOk, plainOk } from '../../mysql/packets/ok.ts';

/** Status flags that last from one answer to the next. */
const LASTING =
  Status.IN_TRANS | Status.AUTOCOMMIT | Status.NO_BACKSLASH_ESCAPES | Status.IN_TRANS_READONLY | Status.ANSI_QUOTES;

/** As `ClientView.form`, of any capabilities. */
export function formOf(capabilities: bigint): number {
  return Number(capabilities & ENCODING_BITS);
}

/** The answer to a command that gets none. */
export const NOTHING: Answer = { facts: NO_FACTS, exchange: null, closes: false };
export const FAILED: Answer = { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };

export class ClientView {
  #capabilities = 0n;
  #form = 0;
  /** Status flags of the last answer. */
  status: number = Status.AUTOCOMMIT;
  /** Those of the login, which a reset brings back. */
  loginStatus: number = Status.AUTOCOMMIT;
  /** That the greeting told; null before it. */
  connectionId: number | null = null;
  /** Collation id of the login. */
  collation = 0;
  /** Of the last statement: MySQL repeats the number where nothing new is executed. */
  warnings = 0;
  /** As the greeting names it. */
  flavour: Flavour = flavourOf('');
  /** The version that was recorded, whatever the greeting says. */
  recordedVersion = '';

  get capabilities(): bigint {
    return this.#capabilities;
  }

  set capabilities(capabilities: bigint) {
    this.#capabilities = capabilities;
    this.#form = formOf(capabilities);
  }

  /** What of the capabilities decides how an answer's bytes look, as a number: comparing two of these is quick. */
  get form(): number {
    return this.#form;
  }

  /** Takes over what an answer from the recording leaves behind. */
  note({ status, outcome, warnings }: RecordedResponse): void {
    if (status !== null) this.status = status & LASTING;
    this.warnings = outcome === 'error' ? 1 : (warnings ?? 0);
  }

  /** Takes over the status flags of a login's OK packet. */
  begin(status: number): void {
    this.status = status & LASTING;
  }

  /** Payload of an OK packet that says nothing but the state of the session. */
  ok(): Buffer {
    return encodeOk({ ...plainOk(this.status), warnings: this.warnings }, this.capabilities);
  }

  async sendOk(reply: Reply, warnings = 0): Promise<Answer> {
    this.warnings = this.flavour.repeatsWarnings ? warnings : 0;
    await reply.write(frameSmall(this.ok(), 1));
    return { facts: { ...NO_FACTS, outcome: 'ok', status: this.status }, exchange: null, closes: false };
  }

  async sendErr(reply: Reply, err: ErrPacket, sequenceId = 1): Promise<Answer> {
    this.warnings = 1;
    await reply.write(frameSmall(encodeErr(err), sequenceId));
    return FAILED;
  }

  /** Whole packets that are not recorded. */
  async sendMade(packets: Buffer, outcome: 'ok' | 'resultset', reply: Reply): Promise<Answer> {
    await reply.write(packets);
    return { facts: { ...NO_FACTS, outcome, status: this.status }, exchange: null, closes: false };
  }
}
