import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { enrolmentOf } from '../../lambda/posture/enrolment';
import { alice, readBuckets, selfService } from '../../lambda/posture/samples';
import { bound, parseServiceControlPolicies } from '../../lambda/posture/service-control-policies';
import { mfaWatch } from '../cli/captured-terminal';
import { folderWith, removeFolders } from '../cli/folder';
import { accountId, described, listed, management, organization, printed, scps } from './saved-organization';

afterAll(removeFolders);

const verdictUnder = (text: string) => {
  const [user] = bound({ users: [alice(selfService, readBuckets)], ...parseServiceControlPolicies(text) }).users;
  return user && enrolmentOf(user).verdict;
};

describe('saved service control policies', () => {
  test('are one list a level, the root first', () => {
    const { account, scps: read, unread } = parseServiceControlPolicies(scps());
    expect([account, unread]).toEqual([accountId, []]);
    expect(read?.status === 'known' && read.levels.map((level) => level.map(({ holder }) => holder))).toEqual([
      ['attached to r-ab12'],
      ['attached to ou-ab12-team'],
      [`attached to ${accountId}`],
    ]);
  });

  test.each([
    ['allow all', 'exposed', scps()],
    ['deny enrolment in a unit', 'cannot enrol', scps({ ou: ['p-full', 'p-nodevice'] })],
    ['leave enrolment out on one level', 'cannot enrol', scps({ ou: ['p-s3only'] })],
    ['deny enrolment, but nothing holds the management account', 'exposed', scps({ ou: ['p-nodevice'] }, accountId)],
    ['are switched off', 'exposed', scps({ account: [], ou: [], root: [] })],
    ['have a text that nobody described', 'not decided', scps({ ou: ['p-full', 'p-unknown'] })],
  ])('that %s: %s', (_, verdict, text) => {
    expect(verdictUnder(text)).toBe(verdict);
  });

  test.each([
    ['nothing', '', 'the file is empty'],
    ['no organization', printed(listed(accountId, ['p-full'])), 'describe-organization is missing'],
    ['no account', printed(organization(management), listed('r-ab12', ['p-full'])), 'is not of an account'],
    [
      'no root',
      printed(organization(management), listed(accountId, ['p-full'])),
      `ends at ${accountId}, expected the root`,
    ],
    ['a level that lists none', scps({ ou: [] }), 'none is listed for ou-ab12-team'],
    ['a file that breaks off', scps().slice(0, -9), 'document 6 is not what'],
    ['another document', '{"UserDetailList":[]}', 'document 1 is not what'],
  ])('with %s are unknown, and it is said', (_, text, what) => {
    const { scps: read, unread } = parseServiceControlPolicies(text);
    expect(read).toEqual({ status: 'unknown', why: expect.stringContaining(what) });
    expect(unread).toEqual([{ where: 'service control policies', what: expect.stringContaining(what) }]);
    expect(verdictUnder(text)).toBe('exposed');
  });

  test('are the same with line ends as on Windows', () => {
    expect(parseServiceControlPolicies(scps().replaceAll('\n', '\r\n'))).toEqual(parseServiceControlPolicies(scps()));
  });
});

test('the loop of --help saves such a file', async () => {
  const { stdout: help } = await mfaWatch(['posture', '--help']);
  const loop = /^ {2}list="aws[^]*?> scps\.json$/m.exec(help)?.[0] ?? '';
  const answers = {
    'describe-organization': organization(management),
    [`list-policies-for-target ${accountId}`]: listed(accountId, ['p-full']),
    'list-policies-for-target r-ab12': listed('r-ab12', ['p-full']),
    'describe-policy p-full': described('p-full'),
    [`list-parents ${accountId}`]: 'r-ab12',
  };
  const folder = folderWith({ aws: `#!${process.execPath}\n(${stub.toString()})(${JSON.stringify(answers)});\n` });
  chmodSync(join(folder, 'aws'), 0o755);
  execFileSync('bash', ['--norc', '-c', loop], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
  });
  const text = execFileSync('cat', [join(folder, 'scps.json')], { encoding: 'utf8' });
  const { scps: read, unread } = parseServiceControlPolicies(text);
  expect([read?.status === 'known' && read.levels.length, unread]).toEqual([2, []]);
});

/** The command line of AWS as far as the loop needs it. */
function stub(answers: Record<string, unknown>): void {
  const [, , , command = '', ...options] = process.argv;
  const of = (name: string): string => options[options.indexOf(`--${name}`) + 1] ?? '';
  const id = ['target-id', 'policy-id', 'child-id'].flatMap((name) =>
    options.includes(`--${name}`) ? [of(name)] : [],
  );
  const answer = answers[[command, ...id].join(' ')] as { Policies?: { Id: string }[] };
  const isText = options.lastIndexOf('text') > options.lastIndexOf('json');
  const text = typeof answer === 'string' ? answer : (answer.Policies ?? []).map(({ Id }) => Id).join('\t');
  console.log(isText ? text : JSON.stringify(answer, null, 4));
}
