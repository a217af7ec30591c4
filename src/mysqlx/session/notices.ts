// Which notices a session is told beside its answers: a client switches some of them on and off.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_notices.html

import type { DatatypesAny } from '../messages/schema.ts';

/** What a command of the X plugin says of notices. */
export interface NoticeSwitch {
  readonly isOn: boolean;
  readonly names: readonly string[];
}

/** Those that may be switched, and how a session begins. */
const BEGINNING: ReadonlyMap<string, boolean> = new Map([
  ['warnings', true],
  ['group_replication/membership/quorum_loss', false],
  ['group_replication/membership/view', false],
  ['group_replication/status/role_change', false],
  ['group_replication/status/state_change', false],
]);

/** @param command of the X plugin; null where it switches none */
export function noticeSwitch(command: string, args: readonly DatatypesAny[]): NoticeSwitch | null {
  if (command !== 'enable_notices' && command !== 'disable_notices') return null;
  return { isOn: command === 'enable_notices', names: args.flatMap(textsIn) };
}

function textsIn({ scalar, obj, array }: DatatypesAny): string[] {
  const { vString, vOctets } = scalar ?? {};
  const own = vString?.value ?? vOctets?.value;
  const fields = obj?.fld.map(({ value }) => value) ?? [];
  return [...(own ? [own.toString('latin1')] : []), ...[...fields, ...(array?.value ?? [])].flatMap(textsIn)];
}

export class Notices {
  readonly #switched = new Map<string, boolean>();

  /** Of those that are not as they are in the beginning, as a word of the state; null for none. */
  get word(): string | null {
    if (this.#switched.size === 0) return null;
    const names = [...this.#switched]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, isOn]) => `${name}=${isOn ? 1 : 0}`);
    return `notices='${names.join(',')}'`;
  }

  note({ isOn, names }: NoticeSwitch): void {
    for (const name of names) {
      const atFirst = BEGINNING.get(name);
      if (atFirst === isOn) this.#switched.delete(name);
      else if (atFirst !== undefined) this.#switched.set(name, isOn);
    }
  }
}
