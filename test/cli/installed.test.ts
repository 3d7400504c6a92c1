import { expect, test } from '@jest/globals';
import { programHelp } from '../../cli/help';
import { asInstalled } from '../../cli/terminal/terminal';

test('help names the commands of what is installed, each beside what it does', () => {
  const lines = asInstalled(programHelp).split('\n');
  const examples = lines.filter((line) => line.startsWith('  npx mfa-watch'));
  expect(examples).toHaveLength(3);
  expect(new Set(examples.map((line) => line.search(/(?<= {2})(?:the|your|everything) /))).size).toBe(1);
  expect(lines.join('\n')).not.toMatch(/npm start|mfa-watch folder/);
});

test('other texts keep what they say', () => {
  expect(asInstalled('look: npm start -- doctor. Then npm start -- drill   must arrive')).toBe(
    'look: npx mfa-watch doctor. Then npx mfa-watch drill  must arrive',
  );
  expect(asInstalled('{"runbook":"docs/detections/x.md"}\n')).toBe('{"runbook":"docs/detections/x.md"}\n');
});
