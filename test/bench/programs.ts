import { join } from 'node:path';
import { logsOf, type MadeCorpus } from './made-corpora';
import { output, type Program } from './measure';

export const root = join(__dirname, '../..');
/** As it is installed: a checkout would bundle it first, each time. */
const entry = join(root, 'dist/cli/main.mjs');
/** Nothing found, or something. */
export const ends = [0, 1];

/** @param options of Node, before the program. */
export function mfaWatch(args: readonly string[], options: readonly string[] = []): Program {
  return { name: 'mfa-watch', command: process.execPath, args: [...options, entry, ...args], ends };
}

export function replayArguments(corpus: MadeCorpus): string[] {
  const devices = join(corpus.folder, 'devices.json');
  return ['replay', logsOf(corpus), '--devices', devices, '--format', 'jsonl'];
}

export function replay(corpus: MadeCorpus): Program {
  return mfaWatch(replayArguments(corpus));
}

/** @returns undefined where this version has no byte path to turn off. */
export async function withoutPrefilter(corpus: MadeCorpus): Promise<Program | undefined> {
  const { text } = await output(mfaWatch(['replay', '--help']));
  return text.includes('--no-prefilter') ? mfaWatch([...replayArguments(corpus), '--no-prefilter']) : undefined;
}

const unpacked = 'find "$1" -name "*.json.gz" -print0 | xargs -0 zcat';

/** What reads the unpacked files on its standard input. */
export function afterZcat(name: string, reader: string, corpus: MadeCorpus): Program {
  const args = ['-o', 'pipefail', '-c', `${unpacked} | ${reader}`, 'bash', logsOf(corpus)];
  return { name, command: 'bash', args };
}

export function zcat(corpus: MadeCorpus): Program {
  return afterZcat('zcat', 'wc -c', corpus);
}

export function gunzip(corpus: MadeCorpus): Program {
  return { name: 'gunzipSync', command: process.execPath, args: [join(__dirname, 'gunzip.cjs'), logsOf(corpus)] };
}

export const nothing: Program = { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] };
