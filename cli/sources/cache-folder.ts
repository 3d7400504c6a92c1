import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../../lambda/adapters/reason';
import { UsageError } from '../usage-error';

/** Where what was fetched lies, so that nobody waits or pays for it twice. */
export interface CacheFolder {
  path: string;
  /** Whether the next run finds it. */
  isKept: boolean;
  close: () => void;
}

/**
 * @param asked `--cache`, or false for `--no-cache`: a temporary folder, which goes when it is closed.
 * @throws UsageError
 */
export function cacheFolder(asked: string | false | undefined, env: NodeJS.ProcessEnv): CacheFolder {
  if (asked === false) {
    const path = mkdtempSync(join(tmpdir(), 'mfa-watch-'));
    return {
      path,
      isKept: false,
      close: () => {
        rmSync(path, { recursive: true, force: true });
      },
    };
  }
  const path = asked ?? join(usual(env), 'mfa-watch');
  try {
    makeFolder(path);
  } catch (error) {
    throw new UsageError(`--cache ${path}: ${reasonOf(error)}; expected a folder that can be written, or --no-cache`);
  }
  return { path, isKept: true, close: () => undefined };
}

/** Trails tell who may do what: they are nobody else's to read. */
export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** XDG Base Directory Specification; `LOCALAPPDATA` on Windows. */
function usual(env: NodeJS.ProcessEnv): string {
  return env['XDG_CACHE_HOME'] || env['LOCALAPPDATA'] || join(env['HOME'] || homedir(), '.cache');
}
