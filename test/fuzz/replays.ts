import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf, mfaWatch } from '../cli/captured-terminal';
import { trail } from '../cli/folder';
import { must, target } from './target';
import { trails, type Trail } from './trails';

const attack = trail(enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice' }));

let folder: string | undefined;

function folderWithBoth(bytes: Buffer): string {
  folder ??= mkdtempSync(join(tmpdir(), 'mfa-watch-fuzz-'));
  writeFileSync(join(folder, 'good.json'), attack);
  writeFileSync(join(folder, 'trail.json.gz'), bytes);
  return folder;
}

/** What the summary counts, less the record of the good file. */
function counted(stderr: string): { records: number; unreadable: number } {
  const numberIn = (text: RegExp): number => Number((text.exec(stderr)?.[1] ?? '0').replaceAll(',', ''));
  return {
    records: numberIn(/in ([\d,]+) records? of 2 files/) - 1,
    unreadable: numberIn(/not be read: ([\d,]+) place/),
  };
}

async function check({ bytes, records, unreadable, isWhole, isDamaged }: Trail): Promise<void> {
  const ran = await mfaWatch(['replay', folderWithBoth(bytes)]);
  const found = counted(ran.stderr);
  must(
    alertsOf(ran).some(
      ({ detection, target: { name } }) => `${detection} ${name}` === 'mfa-device-added-without-mfa alice',
    ),
    'the good file beside it was not evaluated',
  );
  must((ran.code === 3) === found.unreadable > 0, `exit code ${ran.code}, unreadable: ${found.unreadable}`);
  if (!isDamaged) must(found.records === records && found.unreadable === unreadable, 'not what was written');
  else if (!isWhole) must(found.records >= records || found.unreadable > 0, 'records were lost without a word');
  must(!('polluted' in {}), 'a prototype was changed');
}

export const replays = target('replays', 0.2, trails, check);
