// Carries out what a client of a replay kills: nothing recorded is about it, since the ids are the replay's own.

import type { Command } from '../../core/command.ts';
import type { Answer, Reply } from '../../core/responder.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { readStatement } from '../../sql/statement-reading.ts';
import type { ClientView } from './client-view.ts';
import { type Kill, killedOneself, killOf, unknownThread } from './kills.ts';
import type { ReplayContext } from './replay-context.ts';

export class KillDesk {
  readonly #run: ReplayContext;
  readonly #view: ClientView;

  constructor(run: ReplayContext, view: ClientView) {
    this.#run = run;
    this.#view = view;
  }

  /** Null for anything else. */
  read(command: Command): Kill | null {
    return this.#isKill(command) ? killOf(command) : null;
  }

  /** @param ownId of the connection that asks; null where it has none */
  async answer(kill: Kill, ownId: number | null, reply: Reply): Promise<Answer> {
    const { connectionId, isQuery } = kill;
    if (!this.#run.connections.canBeKilled(connectionId)) return await this.#view.sendErr(reply, unknownThread(kill));
    if (connectionId === ownId) {
      return { ...(await this.#view.sendErr(reply, killedOneself(kill, this.#view.flavour))), closes: !isQuery };
    }
    this.carryOut(kill);
    return await this.#view.sendOk(reply);
  }

  /** Ends the connection, or only what it is doing. */
  carryOut({ connectionId, isQuery }: Kill): void {
    if (isQuery) this.#run.connections.interrupt(connectionId);
    else this.#run.connections.kill(connectionId);
  }

  #isKill({ code, sql, dialect }: Command): boolean {
    // MySQL has this command no more
    if (sql === null) return code === CommandCode.COM_PROCESS_KILL && this.#view.flavour.isMariadb;
    // few statements begin with this letter, and most are not to be read again
    return ((sql[0] ?? 0) | 0x20) === 0x6b && readStatement(sql, dialect).keyword === 'KILL';
  }
}
