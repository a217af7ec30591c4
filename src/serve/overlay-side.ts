// What is laid over a recording or a script: faults, and over a recording answers as well.

import type { Command } from '../core/command.ts';
import { MockError } from '../core/errors.ts';
import type { Logger } from '../core/log/logger.ts';
import type { Responder } from '../core/responder.ts';
import type { Fault } from '../faults/fault.ts';
import type { Connection } from '../net/connection.ts';
import { openOverlayFile } from '../script/overlay/open-overlay-file.ts';
import { OverlayResponder } from '../script/overlay/overlay-responder.ts';

/** Longest that one call into an overlay may take. */
const CALL_TIMEOUT_MS = 1000;

export interface OverlayContext {
  readonly logger: Logger;
  /** Of the TCP listener. */
  readonly port: () => number;
  /** Hears of each command that the overlay answers. */
  readonly onScripted: (command: Command) => void;
}

export interface OverlaySide {
  readonly faults: readonly Fault[];
  /** Puts the overlay's answers before those of a connection's responder. */
  readonly over: (responder: Responder, connection: Connection) => Responder;
  readonly close: () => Promise<void>;
}

/** @throws MockError `USAGE` that names the file */
export async function openOverlay(file: string, context: OverlayContext): Promise<OverlaySide> {
  const { logger, port, onScripted } = context;
  const onTrouble = (message: string) => logger.warn({ overlay: file }, message);
  const { faults, script } = await openOverlayFile({ file, callTimeoutMs: CALL_TIMEOUT_MS, onTrouble });
  if (script === null) return { faults, over: (responder) => responder, close: async () => undefined };
  const over = (responder: Responder, { remote }: Connection) =>
    new OverlayResponder(responder, script, {
      port: remote.startsWith('unix:') ? 0 : port(),
      onScripted,
      onFailure: (message) => logger.warn({ overlay: file, client: remote }, message),
    });
  return { faults, over, close: () => script.close() };
}

/**
 * Faults over a script; what answers is one script.
 * @throws MockError `USAGE` that names the file
 */
export async function faultsOver(file: string): Promise<readonly Fault[]> {
  const { faults, script } = await openOverlayFile({
    file,
    callTimeoutMs: CALL_TIMEOUT_MS,
    onTrouble: () => undefined,
  });
  if (script === null) return faults;
  await script.close();
  throw new MockError('USAGE', `${file}: over a script only faults can be laid: put what answers into the script`);
}
