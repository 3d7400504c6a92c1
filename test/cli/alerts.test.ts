import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import type { Answer } from '../../lambda/alerts/answer';
import type { Standing } from '../../lambda/engine/answers/request';
import { fuzzedAlert, hostileText } from '../alerts/fuzzed-alert';
import { sampleAlert } from '../alerts/sample-alert';
import { alertsOf, mfaWatch } from './captured-terminal';
import { asked, responding } from './responding';

const given: Answer = {
  ...{ answer: 'acknowledged', by: 'arn:aws:iam::111122223333:user/oncall', severity: 'critical' },
  ...{ at: '2026-11-20T09:20:00.437Z', note: 'asked alice' },
};
const standing = (changes: Partial<Alert> = {}, answer?: Answer): Standing => ({
  alert: sampleAlert({ id: '22b6e481ceed8c13', ...changes }),
  told: ['alerts', 'slack-soc'],
  ...(answer && { answer }),
});
const list = (alerts: Standing[], argv: string[] = [], screen = { isTTY: true, columns: 80 }) => {
  responding({ message: `${alerts.length} alerts in 7 days`, alerts });
  return mfaWatch(['alerts', ...argv], screen);
};

describe('the list of alerts', () => {
  test('asks for a week, or for the days that were asked for', async () => {
    await list([]);
    expect(asked()[0]?.request).toEqual({ action: 'alerts', days: 7 });
    await list([], ['--days', '90']);
    expect(asked()[0]?.request).toEqual({ action: 'alerts', days: 90 });
  });

  test('says of each how bad, when, which, what, where, who was told and who answered', async () => {
    const { code, stdout, stderr } = await list([standing({ accountName: 'payments-prod' }, given)]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      `CRITICAL  2026-11-20 09:16:12 UTC  22b6e481ceed8c13
          mallory added an MFA device to alice with credentials that were not
          MFA-authenticated
          account payments-prod (111122223333)
          told    email, slack:soc
          answer  acknowledged by arn:aws:iam::111122223333:user/oncall,
                  2026-11-20 09:20:00 UTC: "asked alice"
`,
    );
    expect(stderr).toBe('1 alerts in 7 days\nWaiting for an answer (high or critical): 0\n');
  });

  test.each<[string, Standing, RegExp]>([
    ['unanswered', standing(), /answer {2}NOBODY YET: npm start -- ack 22b6e481ceed8c13\n/],
    [
      'answered while it was less severe',
      standing({}, { ...given, severity: 'high', note: undefined }),
      /answer {2}acknowledged as high by[^]* UTC\n {18}NOBODY YET AS critical: npm start -- ack 22b6/,
    ],
    [
      'answered twice',
      standing({}, { ...given, replaced: { ...given, answer: 'expected', by: 'jane', note: 'my\nphone' } }),
      /answer {2}acknowledged by[^]*"asked alice"\n {18}before: expected by jane, 2026-11-20 09:20:00 UTC: "my␊phone"\n$/,
    ],
    ['mild and unanswered', standing({ severity: 'medium' }), /told {4}email, slack:soc\n$/],
    ['told to nobody', { ...standing({ severity: 'low' }), told: [] }, /told {4}nobody\n$/],
    [
      'covered by an exception',
      standing({ suppressed: { reason: 'load\ntest', owner: 'jane', expires: '2026-12-31' } }),
      /told {4}nobody, by an exception of jane: "load␊test"\n$/,
    ],
    ['a drill', standing({ drill: true }), /\n {10}\[DRILL\] mallory added/],
  ])('one that is %s', async (_, one, expected) => {
    expect((await list([one])).stdout).toMatch(expected);
  });

  test('has the newest first, and with --open only what waits for an answer', async () => {
    const all = [
      standing({ id: 'a'.repeat(16), time: '2026-11-20T09:00:00Z' }),
      standing({ id: 'b'.repeat(16), time: '2026-11-21T09:00:00Z' }, given),
      standing({ id: 'c'.repeat(16), time: '2026-11-22T09:00:00Z' }, { ...given, severity: 'high' }),
      standing({ id: 'd'.repeat(16), time: '2026-11-19T09:00:00Z', severity: 'medium' }),
      standing({ id: 'e'.repeat(16), suppressed: { reason: 'test', owner: 'jane', expires: '2026-12-31' } }),
      standing({ id: 'f'.repeat(16), time: '2026-11-23T09:00:00Z', severity: 'high' }),
    ];
    const ids = async (...argv: string[]) =>
      alertsOf(await list(all, ['--format', 'jsonl', ...argv]))
        .map((alert) => alert.id[0])
        .join('');
    expect(await ids()).toBe('fcbead');
    expect(await ids('--open')).toBe('fca');
    expect((await list(all)).stderr).toContain('(high or critical): 3\n');
  });

  test('is JSON lines in a pipe: the alert as replay prints it, with told and answer', async () => {
    const ran = await list([standing({ drill: true }, given)], [], { isTTY: false, columns: 80 });
    expect(alertsOf(ran)).toEqual([
      expect.objectContaining({
        ...{ schemaVersion: 1, id: '22b6e481ceed8c13', severity: 'critical', told: ['alerts', 'slack-soc'] },
        ...{ title: expect.stringMatching(/^\[DRILL\] mallory/), answer: given },
      }),
    ]);
    const { stdout } = await list([standing(), standing()], ['--format', 'json']);
    expect(JSON.parse(stdout)).toHaveLength(2);
  });
});

const hostileAnswer = fc.record({
  answer: fc.constantFrom('acknowledged' as const, 'escalated' as const),
  by: hostileText,
  at: fc.constant('2026-11-20T09:20:00Z'),
  severity: fc.constantFrom('low' as const, 'critical' as const),
  note: hostileText,
});

const hostileStanding: fc.Arbitrary<Standing> = fc.record({
  alert: fuzzedAlert,
  told: fc.array(hostileText, { maxLength: 3 }),
  answer: fc.option(
    fc.tuple(hostileAnswer, hostileAnswer).map(([answer, replaced]) => ({ ...answer, replaced })),
    { nil: undefined },
  ),
});

describe('texts that others chose', () => {
  test.each(['table', 'json', 'jsonl'])('cannot move the cursor in a %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileStanding, { maxLength: 3 }), async (all) => {
        const { code, stdout } = await list(all, ['--format', format]);
        expect(code).toBe(0);
        expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 25 },
    );
  });

  test('cannot begin a line of the list', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileStanding, { minLength: 1, maxLength: 3 }), async (all) => {
        const { stdout } = await list(all, ['--format', 'table']);
        const heads = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(' '.repeat(10)));
        expect(heads).toHaveLength(all.length);
        heads.forEach((head) => {
          expect(head).toMatch(/^(INFO|LOW|MEDIUM|HIGH|CRITICAL) +.* {2}a1f4c2d09b7e$/);
        });
      }),
      { numRuns: 25 },
    );
  });

  test.each([60, 80, 120])('keep within %d columns', async (columns) => {
    await fc.assert(
      fc.asyncProperty(hostileStanding, async ({ alert, ...rest }) => {
        const { stdout } = await list([{ alert: { ...alert, time: '2026-11-20T09:16:12Z' }, ...rest }], [], {
          ...{ isTTY: true, columns },
        });
        stdout.split('\n').forEach((line) => {
          expect(Array.from(line).length).toBeLessThanOrEqual(columns);
        });
      }),
      { numRuns: 25 },
    );
  });
});
