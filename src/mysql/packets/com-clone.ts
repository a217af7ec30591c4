// COM_CLONE: begins a protocol of its own between two servers, which nobody can record and play again. It is refused as
// by a server without the plugin. https://dev.mysql.com/doc/refman/9.7/en/clone-plugin.html

import { ServerErrors } from '../constants/error-codes.ts';
import type { Flavour } from '../constants/flavour.ts';
import { type ErrPacket, errOf } from './err.ts';

/** MariaDB has no such command. */
export function cloneRefusal({ isMariadb }: Flavour): ErrPacket {
  return isMariadb ? errOf(ServerErrors.ER_UNKNOWN_COM_ERROR) : errOf(ServerErrors.ER_PLUGIN_IS_NOT_LOADED, 'clone');
}
