import { describe, expect, it, jest, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rank, severities, strongest } from '../../lambda/detections/severity';
import { checks } from '../../lambda/posture';
import type { CheckCase } from '../../lambda/posture/check';
import { posture } from '../../lambda/posture/posture';
import { now } from '../../lambda/posture/samples';
import { defaults } from '../../lambda/posture/settings';

const folder = join(__dirname, '../../lambda/posture');
const page = readFileSync(join(__dirname, '../../docs/posture.md'), 'utf8');

test('every file that holds a check is listed', () => {
  const files = readdirSync(folder).filter((file) =>
    readFileSync(join(folder, file), 'utf8').includes('export const check: Check'),
  );
  expect(files.sort()).toEqual(checks.map(({ id }) => `${id}.ts`).sort());
});

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  const { cases } = jest.requireActual<{ cases: () => CheckCase[] }>(`../../lambda/posture/${id}`);

  it('has its file, a severity table in order, remediation and what it does not see', () => {
    expect(existsSync(join(folder, `${id}.ts`))).toBe(true);
    const levels = check.severity.map((line) => severities.findIndex((severity) => line.startsWith(`${severity}: `)));
    expect(levels).not.toContain(-1);
    expect(levels).toEqual([...levels].sort((a, b) => b - a));
    expect(check.remediation.length).toBeGreaterThan(0);
    expect(check.notEvaluated.length).toBeGreaterThan(0);
  });

  it('stands in docs/posture.md, with what it says and does not see', () => {
    expect(page).toContain(`### ${id}`);
    for (const line of [check.title, check.why, ...check.severity, ...check.remediation, ...check.notEvaluated])
      expect(page).toContain(line);
  });

  it('has cases that find something and cases that find nothing', () => {
    expect(new Set(cases().map(({ expect: severity }) => severity === undefined)).size).toBe(2);
  });

  it.each(cases().map((example) => [example.name, example] as const))('%s', (_, example) => {
    const found = check.look({ ...example.snapshot, unread: [] }, now, defaults);
    expect(found.length === 0 ? undefined : strongest(found.map(({ severity }) => severity))).toBe(example.expect);
    if (found.length > 0) expect(found.some(({ undecided }) => undecided === true)).toBe(example.undecided === true);
    const text = found.flatMap(({ title, reasons, path = [] }) => [title, ...reasons, ...path]).join('\n');
    for (const words of example.because ?? []) expect(text).toContain(words);
  });
});

test('those that Security Hub and CIS ask for carry their numbers, of every release that Security Hub knows', () => {
  const numbered = checks.filter(({ securityHub, cis }) => securityHub !== undefined || Object.keys(cis).length > 0);
  expect(
    Object.fromEntries(numbered.map(({ id, securityHub, cis }) => [id, [securityHub, ...Object.values(cis)]])),
  ).toEqual({
    'root-without-mfa': ['IAM.9', '1.4', '1.5', '1.5', '1.13'],
    'root-virtual-device': ['IAM.6', '1.5', '1.6', '1.6', '1.14'],
    'console-password-without-mfa': ['IAM.5', '1.9', '1.10', '1.10', '1.2'],
  });
  for (const { cis } of numbered) expect(Object.keys(cis)).toEqual(['5.0.0', '3.0.0', '1.4.0', '1.2.0']);
});

test('a check that lacks a file is named, and finds nothing', () => {
  const { exposures, notLookedAt } = posture(checks, { unread: [] }, now);
  expect(exposures).toEqual([]);
  expect(notLookedAt.map(({ check }) => check)).toEqual(checks.map(({ id }) => id));
});

test('the most severe come first', () => {
  const snapshot = { credentials: new Map(), virtualDevices: [{ serialNumber: 'x' }], unread: [] };
  const found = posture(checks, snapshot, now).exposures.map(({ severity }) => rank(severity));
  expect(found).toEqual([...found].sort((a, b) => b - a));
});
