// The order that a recording's exchanges keep among each other: asserted by the writer and by the reader alike.

import { invariant } from '../core/invariant.ts';

/** Where an exchange stands, and the ids of those that it refers to; null where it refers to none. */
export interface ExchangeOrder {
  /** Its place in its session, from 1. */
  readonly ordinal: number;
  readonly begunAfter: number | null;
  readonly prepareExchange: number | null;
  readonly transaction: number | null;
}

/**
 * What an exchange refers to was complete, or asked, before it.
 * @param response id of its answer; null where it has none
 */
export function checkOrder(id: number, exchange: ExchangeOrder, response: number | null): void {
  const { ordinal, begunAfter, prepareExchange, transaction } = exchange;
  invariant(ordinal > 0, 'ordinals of a session begin with 1');
  invariant((begunAfter ?? 0) < id, 'an exchange begins after exchanges with lower ids');
  invariant((prepareExchange ?? 0) < id, 'a statement is prepared before it is executed');
  invariant((transaction ?? 0) < id, 'a transaction is begun before what runs in it');
  invariant(response === null || response > 0, 'answers are numbered from 1');
}
