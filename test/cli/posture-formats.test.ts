import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { postureCsv } from '../../cli/posture/csv';
import type { Told } from '../../cli/posture/told';
import { postureJson } from '../../cli/posture/json';
import { postureOcsf } from '../../cli/posture/ocsf';
import { postureReport } from '../../cli/posture/report/report';
import { severities } from '../../lambda/detections/severity';
import { account, consoleLogin } from '../../lambda/events/samples';
import { checks } from '../../lambda/posture';
import { type FoundExposure, posture } from '../../lambda/posture/posture';
import { alice, now, readBuckets, report, rootRow, row, selfService } from '../../lambda/posture/samples';
import { hostileText } from '../alerts/fuzzed-alert';
import { holds } from '../alerts/holds';
import { mfaWatch } from './captured-terminal';
import { cellsOf } from './cells';
import { folderWith, removeFolders, trail } from './folder';
import { attribute, elementsOf, parsed, textOf, type Element } from './parsed-html';
import { credentialReport, virtualDevices } from '../posture/saved-files';

afterAll(removeFolders);

const bob = { ...alice(selfService, readBuckets), name: 'bob', arn: `arn:aws:iam::${account}:user/bob` };
const unprotected = row({ hasMfa: false });
const told: Told = {
  posture: posture(
    checks,
    {
      account,
      users: [alice(selfService, readBuckets), bob],
      roles: [],
      credentials: report(rootRow({ hasMfa: false }), unprotected, { ...unprotected, user: 'bob' }),
      unread: [{ where: 'report.csv: credential report, line 7', what: 'has 2 fields, expected 22' }],
    },
    now,
  ),
  at: now,
  sources: [{ part: 'the authorization details', from: 'details.json' }],
};

const hostileTold: fc.Arbitrary<Told> = fc
  .array(
    fc.record(
      {
        check: fc.constantFrom(...checks),
        severity: fc.constantFrom(...severities),
        subject: hostileText,
        title: hostileText,
        reasons: fc.array(hostileText, { maxLength: 2 }),
        undecided: fc.constant(true as const),
        path: fc.array(hostileText, { maxLength: 2 }),
        diff: hostileText,
      },
      { requiredKeys: ['check', 'severity', 'subject', 'title', 'reasons'] },
    ),
    { maxLength: 4 },
  )
  .map((exposures: FoundExposure[]) => ({ ...told, posture: { ...told.posture, exposures } }));
const treacherous = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/u;

test('what posture wrote beside a trail is no trail', async () => {
  const folder = folderWith({
    'trail.json': trail(consoleLogin()),
    'exposures.csv': postureCsv(told.posture),
    'exposures.ocsf.json': postureOcsf(told.posture, now, '1.2.3'),
    'exposures.json': postureJson(told.posture, now),
  });
  const { code, stderr } = await mfaWatch(['replay', folder]);
  expect(stderr).toMatch(/Skipped: \d+ alerts and other results of mfa-watch\./);
  expect(stderr).not.toContain('Could not be read');
  expect(code).not.toBe(3);
});

describe('CSV', () => {
  test('has a row of names, then a row an exposure', () => {
    const [names = [], ...rows] = cellsOf(postureCsv(told.posture));
    expect(rows).toHaveLength(told.posture.exposures.length);
    const cell = (name: string) => rows[0]?.[names.indexOf(name)];
    expect(['severity', 'check', 'subjectType', 'subject', 'account', 'undecided'].map(cell)).toEqual([
      'critical',
      'root-without-mfa',
      'root',
      'root',
      account,
      'false',
    ]);
    expect(['securityHub', 'cis5.0.0', 'cis1.2.0', 'page'].map(cell)).toEqual([
      'IAM.9',
      '1.4',
      '1.13',
      'docs/posture.md#root-without-mfa',
    ]);
  });

  test('is one line an exposure, and no cell is a formula, whatever names say', () => {
    holds(
      fc.property(hostileTold, ({ posture: hostilePosture }) => {
        const csv = postureCsv(hostilePosture);
        const rows = cellsOf(csv);
        expect(rows).toHaveLength(hostilePosture.exposures.length + 1);
        expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
        expect(rows.flat().filter((cell) => /^[=+\-@＝＋－＠\t\r]/.test(cell))).toEqual([]);
        expect(csv).not.toMatch(treacherous);
      }),
    );
  });
});

describe('OCSF', () => {
  /** As OCSF publishes it; test/alerts/ocsf/generate.py says how it came here. */
  const schema = JSON.parse(
    readFileSync(join(__dirname, '../alerts/ocsf/compliance-finding-1.6.0.json'), 'utf8'),
  ) as object;
  const isComplianceFinding = new Ajv({ allErrors: true, strict: false }).compile(schema);
  const findings = (text: string) =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('is a Compliance Finding with control, requirements, resource and remediation', () => {
    const [root, ofAlice] = findings(postureOcsf(told.posture, now, '1.2.3'));
    expect(root).toMatchObject({
      class_uid: 2003,
      type_uid: 200301,
      severity_id: 5,
      time: now,
      cloud: { provider: 'AWS', account: { uid: account } },
      compliance: { control: 'IAM.9', status: 'Fail' },
      finding_info: { analytic: { uid: 'root-without-mfa' } },
      resources: [{ type: 'root user', name: 'root' }],
    });
    expect(root?.['compliance']).toMatchObject({
      requirements: expect.arrayContaining(['CIS AWS Foundations Benchmark v5.0.0, 1.4']),
    });
    expect(ofAlice).toMatchObject({
      resources: [{ type: 'AWS::IAM::User', name: 'alice' }],
      unmapped: { diff: expect.stringContaining('NoEnrolmentWithLongTermKeys') },
    });
  });

  test('gives each exposure an id of its own, the same in every run', () => {
    const ids = (at: number) =>
      findings(postureOcsf(told.posture, at, '1.2.3')).map(({ finding_info }) => (finding_info as { uid: string }).uid);
    expect(new Set(ids(now)).size).toBe(told.posture.exposures.length);
    expect(ids(now + 1)).toEqual(ids(now));
  });

  test('warns of what is not decided', () => {
    const exposures = told.posture.exposures.map((exposure) => ({ ...exposure, undecided: true as const }));
    const [first] = findings(postureOcsf({ ...told.posture, exposures }, now, '1.2.3'));
    expect(first).toMatchObject({ compliance: { status_id: 2, status: 'Warning' } });
  });

  test('keeps to the published schema, a line each that no terminal obeys, whatever names say', () => {
    holds(
      fc.property(hostileTold, ({ posture: hostilePosture }) => {
        const text = postureOcsf(hostilePosture, now, '1.2.3');
        expect(text).not.toMatch(treacherous);
        expect(findings(text)).toHaveLength(hostilePosture.exposures.length);
        for (const finding of findings(text)) {
          isComplianceFinding(finding);
          expect(isComplianceFinding.errors).toBeNull();
        }
      }),
    );
  });
});

describe('the report', () => {
  let all: Element[];
  const text = (id: string): string => textOf(all.find((element) => attribute(element, 'aria-labelledby') === id));
  beforeAll(() => {
    all = elementsOf(parsed(postureReport(told, '1.2.3')));
  });

  test('begins with what is worst, what was read and what could not be', () => {
    expect(text('summary')).toContain('5 exposures of 5 should be mended now. Start with: Root has no MFA device.');
    expect(text('summary')).toContain(`account ${account}`);
    expect(text('summary')).toContain('authorization details details.json');
    expect(text('summary')).toContain('report.csv: credential report, line 7: has 2 fields, expected 22');
    expect(text('summary')).toContain(
      'Not looked at: virtual-device-unassigned, for want of the list of virtual devices',
    );
  });

  test('has each user with the path, and the corrected policy as a diff', () => {
    const card = textOf(all.find((one) => attribute(one, 'class') === 'alert high'));
    expect(card).toContain('Whoever steals alice’s access key');
    expect(card).toContain('The holder of the key makes a virtual device');
    expect(card).toContain('+ "Sid": "NoEnrolmentWithLongTermKeys"');
  });

  test('shows a diff that mends several people once, and leads to it', () => {
    const same = {
      ...told.posture,
      exposures: told.posture.exposures.map((one) => ({ ...one, diff: '--- a\n+++ a' })),
    };
    const elements = elementsOf(parsed(postureReport({ ...told, posture: same }, '1.2.3')));
    expect(elements.filter(({ tagName }) => tagName === 'pre')).toHaveLength(1);
    expect(elements.filter((one) => attribute(one, 'href') === '#diff-1')).toHaveLength(4);
  });

  test('keeps what is not decided apart', () => {
    const [first, ...others] = told.posture.exposures;
    const exposures = [...(first === undefined ? [] : [{ ...first, undecided: true as const }]), ...others];
    const elements = elementsOf(parsed(postureReport({ ...told, posture: { ...told.posture, exposures } }, '1')));
    const partOf = (id: string) => textOf(elements.find((one) => attribute(one, 'aria-labelledby') === id));
    expect(partOf('undecided')).toContain('Root has no MFA device');
    expect(partOf('exposures')).not.toContain('Root has no MFA device');
  });

  test('tells of every check how to mend it, what it does not see and who asks for the same', () => {
    for (const { id, remediation } of checks) expect(text(id)).toContain(remediation[0]?.replaceAll('`', ''));
    expect(text('root-without-mfa')).toContain('Security Hub IAM.9');
  });

  test('has one first heading, and none that skips a level', () => {
    const levels = all.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? Number(tagName.slice(1)) : []));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
  });

  test('is ours, whatever names say: no script, no style, no address, no link but to itself', () => {
    const safe = new Set(elementsOf(parsed(postureReport(told, '1'))).map(({ tagName }) => tagName));
    holds(
      fc.property(hostileTold, (given) => {
        const html = postureReport(given, '1.2.3');
        expect(html).not.toMatch(treacherous);
        const elements = elementsOf(parsed(html));
        const [allowed] = elements.flatMap((one) =>
          attribute(one, 'http-equiv') === undefined ? [] : attribute(one, 'content'),
        );
        expect(allowed).toContain("default-src 'none'");
        expect(elements.filter(({ tagName }) => !safe.has(tagName))).toEqual([]);
        for (const { attrs } of elements)
          for (const { name } of attrs) expect(name).not.toMatch(/^(on|src|style|action)/);
        const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        for (const element of elements.filter(({ tagName }) => tagName === 'a'))
          expect(ids).toContain(attribute(element, 'href')?.slice(1));
      }),
    );
  });
});

describe('--output', () => {
  const files = () => folderWith({ 'report.csv': credentialReport, 'devices.json': JSON.stringify(virtualDevices) });
  const argv = (folder: string, ...more: string[]) => [
    ...['posture', '--virtual-devices', join(folder, 'devices.json')],
    ...['--output', join(folder, 'out.html'), ...more],
  ];

  test('writes the file, and replaces it only with --force', async () => {
    const folder = files();
    expect(await mfaWatch(argv(folder))).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(folder, 'out.html'), 'utf8')).toContain('<!doctype html>');
    const { code, stderr } = await mfaWatch(argv(folder));
    expect([code, stderr]).toEqual([2, expect.stringContaining('this file exists already; --force replaces it')]);
    expect((await mfaWatch(argv(folder, '--force'))).code).toBe(0);
    const jsonl = await mfaWatch(argv(folder, '--output', join(folder, 'out.jsonl')));
    expect(jsonl).toMatchObject({ code: 2, stderr: expect.stringContaining('no format is called jsonl') });
  });
});
