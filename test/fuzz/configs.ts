import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkConfig } from '../../lambda/config/config';
import { readYaml, type YamlFile } from '../../lambda/config/yaml';
import { detections } from '../../lambda/detections';
import { exceptionFor } from '../../lambda/engine/exceptions';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { mutated, mutatedBytes, samples } from './mutations';
import { must, target } from './target';

const now = Date.parse('2026-11-20T12:00:00Z');
const shipped = readFileSync(join(__dirname, '..', '..', 'mfa-watch.yaml'), 'utf8');
const written = shipped.replaceAll(/^# (?= *(- |[A-Za-z-]+:( |$)))/gm, '');
const small =
  'email: [a@example.com]\nslack:\n  - workspaceId: T01ABCDEF\n    channelId: C01ABCDEF\nminSeverity: low\n';
const aliased = 'a: &a [x, *a, "y"]\n? [k]\n: {<<: *a, b: &b !!str 1}\n--- |\n  text\n';

function check(yaml: YamlFile): void {
  const checked = checkConfig(yaml, 'mfa-watch.yaml', {}, detections, now);
  if (!checked.ok) {
    must(checked.problems.length > 0 && checked.problems.every((line) => line !== ''), 'refused without a reason');
    return;
  }
  for (const event of events)
    exceptionFor('mfa-device-added', { ...finding, events: [event] }, checked.config.exceptions, () => [
      'ou-ab12-34567890',
    ]);
}

const finding = { severity: 'low' as const, title: '', reasons: [], serialNumbers: [] };
const events = samples.flatMap((sample) => {
  const parsed = parseTrailEvent(sample);
  return parsed.ok ? [parsed.event] : [];
});

const texts = mutatedBytes([small, written.slice(0, 1500), written, aliased].map((text) => Buffer.from(text)));
export const configs = target('configs', 1, texts.map(String), (text) => {
  check(readYaml(text));
});

const exceptions = [
  { detection: 'mfa-device-added', account: '111122223333', user: 'alice' },
  { actor: 'arn:aws:iam::111122223333:user/mallory', addresses: '203.0.113.0/24' },
  { organizationalUnit: 'ou-ab12-34567890', actor: 'HelpDesk/jane', addresses: '2001:db8::/32' },
].map((what) => ({ ...what, reason: 'on call', owner: 'jane@example.com', expires: '2026-12-31' }));
const values = [
  readYaml(written).value,
  { organization: { id: 'o-a1b2c3d4e5' }, accounts: { '111122223333': 'payments' }, exceptions },
  { exceptions: exceptions.slice(0, 2) },
];
export const settings = target('settings', 3, fc.oneof(mutated(values)), (value) => {
  check({ value, problems: [], lineOf: () => undefined });
});
