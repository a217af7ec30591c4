// Carries out what a client of a replay kills: nothing recorded is about it, since the ids are the replay's own.

import { CommandCode } from '../classic/constants/commands.ts';
import type { Command } from '../domain/command.ts';
import type { Answer, Reply } from '../domain/responder.ts';
import { readStatement } from '../fingerprint/statement-reading.ts';
import type { ClientView } from './client-view.ts';
import { type Kill, killedOneself, killOf, unknownThread } from './kills.ts';
import type { Library } from './library.ts';

export class KillDesk {
  readonly #library: Library;
  readonly #view: ClientView;

  constructor(library: Library, view: ClientView) {
    this.#library = library;
    this.#view = view;
  }

  /** Null for anything else. */
  read(command: Command): Kill | null {
    return this.#isKill(command) ? killOf(command) : null;
  }

  /** @param ownId of the connection that asks; null where it has none */
  async answer(kill: Kill, ownId: number | null, reply: Reply): Promise<Answer> {
    const { connectionId, isQuery } = kill;
    if (!this.#library.canBeKilled(connectionId)) return await this.#view.sendErr(reply, unknownThread(kill));
    if (connectionId === ownId) {
      return { ...(await this.#view.sendErr(reply, killedOneself(kill, this.#view.isMariadb))), closes: !isQuery };
    }
    this.carryOut(kill);
    return await this.#view.sendOk(reply);
  }

  /** Ends the connection, unless only its statement is meant. */
  carryOut({ connectionId, isQuery }: Kill): void {
    if (!isQuery) this.#library.kill(connectionId);
  }

  #isKill({ code, sql, dialect }: Command): boolean {
    // MySQL has this command no more
    if (sql === null) return code === CommandCode.COM_PROCESS_KILL && this.#view.isMariadb;
    // few statements begin with this letter, and most are not to be read again
    return ((sql[0] ?? 0) | 0x20) === 0x6b && readStatement(sql, dialect).keyword === 'KILL';
  }
}
