import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../config/parsing';
import { mutatedBytes } from './mutations';
import { must, target } from './target';

const shipped = readFileSync(join(__dirname, '..', '..', 'mfa-watch.yaml'), 'utf8');
const small =
  'email: [a@example.com]\nslack:\n  - workspaceId: T01ABCDEF\n    channelId: C01ABCDEF\nminSeverity: low\n';
const originals = [small, shipped.replace(/^# ?(?=\w+:)/gm, '').slice(0, 1500)].map((text) => Buffer.from(text));

export const configs = target('configs', 1, mutatedBytes(originals).map(String), (yaml) => {
  const parsed = parse(yaml);
  if (!parsed.ok)
    must(parsed.problems.length > 0 && parsed.problems.every((line) => line !== ''), 'refused without a reason');
});
