import { beforeEach, describe, expect, test } from '@jest/globals';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { mfaWatch } from './captured-terminal';
import { asked, caller, failure, lambda, payload, responding, sts } from './responding';

const id = '22b6e481ceed8c13';
const name = 'mfa-watch-respond';

beforeEach(() => {
  responding({});
});

describe('an answer to an alert', () => {
  test.each([
    [[], 'acknowledged'],
    [['--expected'], 'expected'],
    [['--escalate'], 'escalated'],
  ])('%j says %s, in the name of the caller, and prints what came of it', async (argv, answer) => {
    responding({ message: `Alert ${id} is answered.` });
    const { code, stdout, stderr } = await mfaWatch(['ack', id, ...argv]);
    expect([code, stdout, stderr]).toEqual([0, `Alert ${id} is answered.\n`, '']);
    expect(asked()).toEqual([{ name, request: { action: 'answer', answer, alert: id, by: caller } }]);
  });

  test('may carry a note', async () => {
    await mfaWatch(['ack', id, '--note', 'on it']);
    expect(asked()[0]?.request).toMatchObject({ note: 'on it' });
  });

  test('takes the id as phones write it', async () => {
    await mfaWatch(['ack', '22B6e481CEED8C13']);
    expect(asked()[0]?.request).toMatchObject({ alert: id });
  });

  test('goes to the home region of the partition, unless told otherwise', async () => {
    await mfaWatch(['ack', id], { env: { AWS_REGION: 'us-gov-east-1' } });
    await mfaWatch(['ack', id, '--region', 'eu-north-1']);
    const regions = [...lambda.commandCalls(InvokeCommand), ...sts.commandCalls(GetCallerIdentityCommand)].map(
      async ({ thisValue }) => (thisValue as { config: { region: () => Promise<string> } }).config.region(),
    );
    expect(await Promise.all(regions)).toEqual(['us-gov-west-1', 'eu-north-1', 'us-gov-west-1', 'eu-north-1']);
  });
});

describe('a change', () => {
  test('is announced', async () => {
    const { code } = await mfaWatch(['expect', 'alice', '--adds-device', '--for', '2h', '--reason', 'new phone']);
    expect(code).toBe(0);
    expect(asked()).toEqual([
      {
        name,
        request: { action: 'expect', user: 'alice', act: 'adds-device', minutes: 120, reason: 'new phone', by: caller },
      },
    ]);
  });

  test('may be of another account and by another actor', async () => {
    const argv = ['--resyncs-device', '--for', '30m', '--reason', 'drift', '--account', '444455556666'];
    await mfaWatch(['expect', 'alice', ...argv, '--by-actor', 'helpdesk']);
    expect(asked()[0]?.request).toMatchObject({
      ...{ act: 'resyncs-device', minutes: 30, account: '444455556666', actor: 'helpdesk' },
    });
  });

  test.each([
    'help.desk@example.com',
    'HelpDesk/jane@example.com',
    'arn:aws:iam::111122223333:user/division/helpdesk',
    'arn:aws-us-gov:sts::111122223333:assumed-role/HelpDesk/jane',
  ])('by %s is announced so', async (actor) => {
    await mfaWatch(['expect', 'alice', '--adds-device', '--for', '2h', '--reason', 'new phone', '--by-actor', actor]);
    expect(asked()[0]?.request).toMatchObject({ actor });
  });

  test.each([
    ['1m', 1],
    ['24h', 1440],
    ['1440m', 1440],
  ])('for %s lasts %d minutes', async (time, minutes) => {
    await mfaWatch(['expect', 'alice', '--adds-device', '--for', time, '--reason', 'new phone']);
    expect(asked()[0]?.request).toMatchObject({ minutes });
  });

  test('is taken back in the name of the caller', async () => {
    await mfaWatch(['expect', '--cancel', 'E1']);
    expect(asked()).toEqual([{ name, request: { action: 'cancel', expectation: 'e1', by: caller } }]);
  });

  test('is listed with who, what, until when and why, the next to end first, whoever asks', async () => {
    const first = {
      ...{ id: 'e1', account: '111122223333', user: 'alice', act: 'adds-device' as const, actor: 'alice' },
      ...{ reason: 'new phone', by: caller, from: '2026-11-20T09:00:00.123Z', until: '2026-11-20T11:00:00.123Z' },
    };
    const second = { ...first, id: 'e2', act: 'resyncs-device' as const, actor: 'help desk', reason: '\u001b[2J"\n' };
    responding({ message: '2 announced', expectations: [{ ...second, until: '2026-11-20T12:00:00Z' }, first] });
    sts.on(GetCallerIdentityCommand).rejects(failure('CredentialsProviderError'));
    const { code, stdout, stderr } = await mfaWatch(['expect', '--list']);
    expect([code, stderr]).toEqual([0, '2 announced\n']);
    expect(stdout).toBe(
      `e1  until 2026-11-20 11:00:00 UTC
  alice adds an MFA device, account 111122223333
  announced by ${caller}: "new phone"
e2  until 2026-11-20 12:00:00 UTC
  "help desk" resyncs an MFA device of alice, account 111122223333
  announced by ${caller}: "␛[2J'␊"
`,
    );
  });

  test('names of one user differ in case only', async () => {
    const own = { id: 'e1', account: '111122223333', user: 'Alice', act: 'adds-device' as const, actor: 'alice' };
    const when = { from: '2026-11-20T09:00:00Z', until: '2026-11-20T11:00:00Z' };
    responding({ message: '1 announced', expectations: [{ ...own, reason: 'new phone', by: caller, ...when }] });
    expect((await mfaWatch(['expect', '--list'])).stdout).toContain('alice adds an MFA device, account');
  });
});

describe('what cannot be asked is said before anybody is', () => {
  const change = ['expect', 'alice', '--adds-device'];
  const complete = [...change, '--for', '2h', '--reason', 'new phone'];
  test.each<[string, string[], RegExp]>([
    ['no id', ['ack'], /missing required argument 'id'/],
    [
      'an id of something else',
      ['ack', 'alice'],
      /<id>: expected the id of an alert: 16 .*\n {2}it stands in .*"Alert"/,
    ],
    ['two answers', ['ack', id, '--expected', '--escalate'], /'--expected' cannot be used with option '--escalate'/],
    ['a long note', ['ack', id, '--note', 'x'.repeat(301)], /--note: expected at most 300 characters, got "xxx/],
    [
      'a strange region',
      ['ack', id, '--region', 'us-east1'],
      /--region "us-east1" is not a region \(did you mean "us-east-1"\?\): expected one such/,
    ],
    ['no days', ['alerts', '--days', 'all'], /--days "all": expected a number, such as 7/],
    ['too many days', ['alerts', '--days', '91'], /--days: expected at most 90, got 91/],
    ['too few days', ['alerts', '--days', '0'], /--days: expected at least 1, got 0/],
    ['an unknown format', ['alerts', '--format', 'html'], /'html' is invalid. Allowed choices are table, json, jsonl/],
    ['nothing to expect', ['expect'], /expected one of: <user>.*; --list; --cancel <id>\n {2}such as: npm start/],
    [
      'two things at once',
      [...complete, '--list'],
      /<user> \(alice\) and --list cannot be used together: expected one of: <user>/,
    ],
    ['two others at once', ['expect', '--list', '--cancel', 'e1'], /--list and --cancel cannot be used together/],
    [
      'nothing but a user',
      ['expect', 'alice'],
      /expected --adds-device or .*: what alice does\n {2}expected --for: .*\n {2}expected --reason: .*\n {2}such as: npm start/,
    ],
    [
      'no name of a user',
      ['expect', 'no such user!', ...complete.slice(2)],
      /<user>: expected the name of an IAM user, .*, got "no such user!"\n {2}it stands in the IAM console under Users/,
    ],
    [
      'no actor',
      [...complete, '--by-actor', 'arn:nonsense'],
      /--by-actor: expected an IAM user such as .*"arn:nonsense"/,
    ],
    ['no act', ['expect', 'alice'], /expected --adds-device or --resyncs-device: what alice does/],
    ['two acts', [...change, '--resyncs-device'], /'--adds-device' cannot be used with option '--resyncs-device'/],
    ['no time', change, /expected --for: how long from now, such as 2h/],
    ['no reason', [...change, '--for', '2h'], /expected --reason: why/],
    ['an empty reason', [...change, '--for', '2h', '--reason', ''], /--reason: expected some text, got ""/],
    ['an empty user', ['expect', '', ...complete.slice(2)], /<user>: expected the name of an IAM user.*, got ""/],
    ['an account', [...complete, '--account', '12'], /--account: expected 12 digits, got "12"\n/],
    ['an empty actor', [...complete, '--by-actor', ''], /--by-actor: expected an IAM user.*, got ""/],
    ...['3d', '0m', '25h', '1441m', '2', 'h', '-1h', '1.5h', '2h30m', '99999m', ''].map(
      (time): [string, string[], RegExp] => [
        `for "${time}"`,
        [...change, '--for', time, '--reason', 'new phone'],
        new RegExp(`--for "${time}": expected minutes or hours from now on, such as 30m or 2h, and at most 24h`),
      ],
    ),
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await mfaWatch(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect([asked(), sts.calls()]).toEqual([[], []]);
  });
});

describe.each([
  ['ack', ['ack', id]],
  ['alerts', ['alerts']],
  ['expect', ['expect', '--list']],
])('%s says what is wrong', (_, argv) => {
  test.each<[string, number, RegExp]>([
    [
      'CredentialsProviderError',
      2,
      /no AWS credentials \(so it is\); expected a profile or keys that may call lambda:I/,
    ],
    ['ExpiredTokenException', 2, /AWS does not take these credentials \(so it is\); sign in again/],
    [
      'AccessDeniedException',
      2,
      /mfa-watch-respond in us-east-1 cannot be called: so it is\n {2}expected credentials that may call lambda:InvokeFunction on mfa-watch-respond, in the account/,
    ],
    [
      'ResourceNotFoundException',
      2,
      /cannot be called: so it is\n {2}expected this version of mfa-watch to be deployed in us-east-1, in the account of these credentials/,
    ],
    ['TooManyRequestsException', 4, /unexpected failure: mfa-watch-respond in us-east-1 cannot be called: so it is/],
  ])('%s of the call', async (error, exit, expected) => {
    lambda.on(InvokeCommand).rejects(failure(error));
    const { code, stdout, stderr } = await mfaWatch(argv);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(expected);
  });

  test.each<[string, object, RegExp]>([
    [
      'a function that fails',
      { FunctionError: 'Unhandled', Payload: payload('{"errorMessage":"\u001b[2Jtimed out"}') },
      /mfa-watch-respond in us-east-1 failed: {"errorMessage":"␛\[2Jtimed out"}\n {2}expected it to answer: its log/,
    ],
    [
      'no answer',
      {},
      /cannot read: {2}expected keys with values, got nothing\n {2}expected both to be of the same version/,
    ],
    ['an answer that is no JSON', { Payload: payload('<html>') }, /answers what this version of mfa-watch cannot read/],
    [
      'an answer of another version',
      { Payload: payload('{"ok":true,"message":["\\u001b[2J"]}') },
      /cannot read: message expected a text, got \["\\u001b\[2J"\]\n/,
    ],
  ])('%s', async (_case, answer, expected) => {
    lambda.on(InvokeCommand).resolves(answer);
    const { code, stdout, stderr } = await mfaWatch(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
  });

  test('a refusal, as the function words it, on one line', async () => {
    responding({ ok: false, message: 'there is no such alert\u001b[2J\nAll is well.' });
    const { code, stdout, stderr } = await mfaWatch(argv);
    expect([code, stdout, stderr]).toEqual([2, '', 'mfa-watch: there is no such alert␛[2J␊All is well.\n']);
  });
});

describe('nobody answers in the name of nobody', () => {
  test.each<[string, number, RegExp]>([
    ['CredentialsProviderError', 2, /no AWS credentials \(so it is\); .* sts:GetCallerIdentity/],
    ['InvalidClientTokenId', 2, /AWS does not take these credentials \(so it is\); sign in again/],
    ['InternalFailure', 4, /AWS \(STS in us-east-1\) does not say whose credentials these are: so it is/],
  ])('%s', async (error, exit, expected) => {
    sts.on(GetCallerIdentityCommand).rejects(failure(error));
    const { code, stderr } = await mfaWatch(['ack', id]);
    expect(code).toBe(exit);
    expect(stderr).toMatch(expected);
    expect(asked()).toEqual([]);
  });

  test('an answer of STS without an ARN', async () => {
    sts.on(GetCallerIdentityCommand).resolves({});
    const { code } = await mfaWatch(['ack', id]);
    expect([code, asked()]).toEqual([4, []]);
  });
});
