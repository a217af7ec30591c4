// A history of writes as one number. Writes that commute with the one before them make a bag with it: in whatever order they
// came, the history is the same.

import { hashOf, mix, sum } from './mix.ts';

/** One write as a history knows it. */
export interface Link {
  /** Equal where two writes do the same. */
  readonly id: number;
  readonly commutes: string | undefined;
  /** The exchange that it was, for messages. */
  readonly exchange: number;
}

export interface Chain {
  /** All before the bag. */
  readonly base: number;
  readonly commutes: string | undefined;
  readonly bag: number;
  /** The exchange of the last write; 0 where there is none. */
  readonly last: number;
}

export function chainFrom(base: number, last = 0): Chain {
  return { base, commutes: undefined, bag: 0, last };
}

export function versionOf({ base, commutes, bag }: Chain): number {
  return commutes === undefined ? base : mix(mix(base, hashOf(commutes)), bag);
}

export function appended(chain: Chain, { id, commutes, exchange }: Link): Chain {
  if (commutes === undefined) return { base: mix(versionOf(chain), id), commutes, bag: 0, last: exchange };
  if (commutes === chain.commutes) return { ...chain, bag: sum(chain.bag, id), last: exchange };
  return { base: versionOf(chain), commutes, bag: sum(0, id), last: exchange };
}

/** The history without what commutes at its end with a write of this name, whose answer does not depend on it. */
export function withoutBag(chain: Chain, commutes: string | undefined): Chain {
  return commutes !== undefined && commutes === chain.commutes ? chainFrom(chain.base, chain.last) : chain;
}
