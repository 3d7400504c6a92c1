import { promises as files, type Stats } from 'node:fs';
import { dirname, extname } from 'node:path';
import { codeOf, reasonOf } from '../../lambda/adapters/reason';
import { UsageError } from '../usage-error';

/** A place for results that takes them whole or stays as it was. */
export interface OutputFile {
  write(text: string): Promise<void>;
  /** Leaves nothing half-written behind; after `write` it does nothing. */
  discard(): Promise<void>;
}

/** Of names that say nothing of a format. */
const neutral = ['', 'txt', 'log'];

/**
 * The format that a file's name says, where nobody says otherwise.
 *
 * @returns undefined: it says nothing. @throws UsageError if it says one that is not among them, such as `.pdf` or `.gz`.
 */
export function formatNamed<Name extends string>(output = '', names: readonly Name[]): Name | undefined {
  const ending = extname(output).slice(1).toLowerCase();
  const format = names.find((name) => name === (ending === 'htm' ? 'html' : ending));
  if (format === undefined && !neutral.includes(ending))
    throw new UsageError(
      `--output ${output}: no format is called ${ending}; name one with --format (${names.join(', ')}), or end the name so, such as .${names.at(-1) ?? ''}`,
    );
  return format;
}

/**
 * Asked before the work, because results that cannot be written are lost.
 * @param option that names the file, for errors.
 * @param force whether a file that is there already may be replaced.
 * @throws UsageError
 */
export async function openOutput(file: string, force: boolean, option = '--output'): Promise<OutputFile> {
  if (file === '') throw new UsageError(`${option} is empty: expected the name of a file`);
  if (file === '-')
    throw new UsageError(`${option} -: expected the name of a file; without ${option} it goes to stdout`);
  try {
    const there = await statOf(file);
    // A device or a pipe, such as /dev/stderr, is written to; it cannot be replaced.
    if (there !== undefined && !there.isFile() && !there.isDirectory()) return await writingTo(file);
    if (there?.isDirectory() === true) throw new Error('is a folder');
    if (there !== undefined && !force)
      throw new UsageError(`${option} ${file}: this file exists already; --force replaces it`);
    return await beside(there === undefined ? file : await files.realpath(file), there?.mode);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const folder = dirname(file);
    if (codeOf(error) === 'ENOENT' && (await statOf(folder)) === undefined)
      throw new UsageError(`${option} ${file}: there is no folder ${folder}; make it, or name another`);
    throw new UsageError(`${option} ${file}: ${reasonOf(error)}; expected a file that can be written`);
  }
}

async function statOf(file: string): Promise<Stats | undefined> {
  return files.stat(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

/** The name stays free, or keeps its old content, until all is written. */
async function beside(file: string, mode = 0o666): Promise<OutputFile> {
  const partial = `${file}.${process.pid}.partial`;
  // Of a run that was killed; and a link that somebody laid there is not followed.
  await files.rm(partial, { force: true });
  const handle = await files.open(partial, 'wx', mode & 0o777);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await handle.close();
    isOpen = false;
  };
  return {
    async write(text) {
      await handle.writeFile(text);
      await close();
      await files.rename(partial, file);
    },
    async discard() {
      await close();
      await files.rm(partial, { force: true });
    },
  };
}

async function writingTo(file: string): Promise<OutputFile> {
  const handle = await files.open(file, 'w');
  return { write: (text) => handle.writeFile(text), discard: () => handle.close() };
}
