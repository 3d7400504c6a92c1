import { statSync } from 'node:fs';
import { reasonOf } from '../lambda/adapters/reason';
import { UsageError } from './usage-error';

/** @throws UsageError */
export function mustExist(
  path: string,
  expected = 'a CloudTrail file or a folder of them',
  kind: 'any' | 'file' = 'any',
): void {
  try {
    const there = statSync(path);
    if (kind === 'file' && there.isDirectory()) throw new Error('is a folder');
  } catch (error) {
    const advice = /[*?]/.test(path)
      ? '. Only a shell makes names of * and ?: name the folder, it is read with all below it'
      : '';
    throw new UsageError(`${path === '' ? 'an empty name' : path}: ${reasonOf(error)}; expected ${expected}${advice}`);
  }
}
