import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../../lambda/adapters/reason';

/** A program that works in a folder which is gone afterwards, and exits with what the work returns. */
export function inFolder(name: string, work: (folder: string) => Promise<number>): void {
  const folder = mkdtempSync(join(tmpdir(), `mfa-watch-${name}-`));
  work(folder)
    .then(
      (code) => (process.exitCode = code),
      (problem: unknown) => {
        console.error(reasonOf(problem));
        process.exitCode = 4;
      },
    )
    .finally(() => {
      rmSync(folder, { recursive: true });
    });
}
