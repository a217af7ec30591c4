// `mock seal`: finishes a recording, or verifies the whole of it.

import { sealRecording, verifySeal } from '../../store/file/verify-seal.ts';
import type { SealFlags } from '../definitions/seal.ts';
import { ExitCode } from '../exit-codes.ts';
import { plural } from '../format.ts';
import { print, printJson } from '../inspect/output.ts';

const SHOWN = 20;

/** Returns the exit code. */
export async function runSeal(file: string, flags: SealFlags): Promise<number> {
  if (flags.verify !== true) {
    const digest = sealRecording(file);
    if (flags.json) await printJson({ recording: file, digest });
    else await print(`${file} is sealed, digest ${digest}`);
    return ExitCode.FINE;
  }
  const { digest, exchanges, damages } = verifySeal(file);
  if (flags.json) await printJson({ recording: file, digest, exchanges, damages });
  else if (digest === null) {
    const lines = [
      `${file} has no digests: an older mock made it. Its responses were compared with their hashes`,
      ...damages,
    ];
    await print([...lines, `give it digests: mock seal ${file}`].join('\n'));
  } else if (damages.length === 0) {
    await print(`${file} is as it was sealed: ${plural(exchanges, 'exchange')}, digest ${digest}`);
  } else {
    const more = damages.length > SHOWN ? [`and ${damages.length - SHOWN} more`] : [];
    await print(
      [`${file} is damaged; fetch it again, or record it again`, ...damages.slice(0, SHOWN), ...more].join('\n'),
    );
  }
  return damages.length === 0 ? ExitCode.FINE : ExitCode.UNUSABLE_RECORDING;
}
