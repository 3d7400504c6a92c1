import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logsOf, type MadeCorpus } from './made-corpora';
import { output, type Program, run } from './measure';

export const root = join(__dirname, '../..');
/** As it is installed: a checkout would bundle it first, each time. */
const entry = join(root, 'dist/cli/main.cjs');
/** Nothing found, or something. */
export const ends = [0, 1];

/** @param options of Node, before the program. */
export function mfaWatch(args: readonly string[], options: readonly string[] = []): Program {
  return { name: 'mfa-watch', command: process.execPath, args: [...options, entry, ...args], ends };
}

/** @returns bytes, the most that mfa-watch had resident at any time. */
export async function peakMemory(args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-peak-'));
  const file = join(folder, 'kilobytes');
  await run(mfaWatch(args, ['--require', join(__dirname, 'peak-memory.cjs')]), { PEAK_MEMORY_FILE: file });
  const kilobytes = Number(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  return kilobytes * 1024;
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
