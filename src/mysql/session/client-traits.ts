// What a client's capability flags do to the answers that it gets.

import type { ClientTraits } from '../../core/command.ts';
import { Capability } from '../constants/capabilities.ts';

/** @param capabilities as negotiated */
export function traitsOf(capabilities: bigint): ClientTraits {
  const has = (bit: bigint) => (capabilities & bit) !== 0n;
  const multiStatements = has(Capability.MULTI_STATEMENTS);
  return {
    foundRows: has(Capability.FOUND_ROWS),
    ignoreSpace: has(Capability.IGNORE_SPACE),
    localFiles: has(Capability.LOCAL_FILES),
    multiStatements,
    // the servers take the one for the other
    multiResults: multiStatements || has(Capability.MULTI_RESULTS),
    preparedMultiResults: has(Capability.PS_MULTI_RESULTS),
    interactive: has(Capability.INTERACTIVE),
  };
}
