import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { consoleLogin, deactivateMfaDevice, enableMfaDevice, loginProfileCall } from '../../lambda/events/samples';
import { mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const day = 24 * 60;
/** The help desk adds a device for somebody else, once a day. */
const helpDesk = [0, 1, 2, 3].map((days) =>
  enableMfaDevice({ with: 'role', by: 'bob', for: `user${days}`, minute: days * day, serial: `GAHT1234567${days}` }),
);
/** At two in the morning, by the clock of UTC. */
const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: day - 7 * 60 });
const everything = [...helpDesk, attack];
const mailed = 'email: security@example.com\n';

describe('mfa-watch.yaml', () => {
  const before = process.cwd();
  afterEach(() => {
    process.chdir(before);
  });
  const asked = ['replay', 'trail', '--forecast'];

  test('is that of the folder in which one stands', async () => {
    process.chdir(folderWith({ 'mfa-watch.yaml': 'email: ops@corp.example\n', 'trail/a.json': trail(...everything) }));
    const { stdout } = await mfaWatch(asked);
    expect(stdout).toMatch(/^What .*mfa-watch\.yaml would have sent/);
    expect(stdout).toContain('ops@corp.example');
  });

  test('is not read under another name, and that is said', async () => {
    process.chdir(folderWith({ 'mfa-watch.yml': 'email: ops@corp.example\n', 'trail/a.json': trail(...everything) }));
    expect((await mfaWatch(['replay', 'trail'])).stderr).toContain(
      'mfa-watch.yml is not read: rename it to mfa-watch.yaml',
    );
  });

  test('with a mistake is told as such', async () => {
    process.chdir(folderWith({ 'mfa-watch.yaml': 'emial: ops@corp.example\n', 'trail/a.json': trail(...everything) }));
    expect(await mfaWatch(asked)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^mfa-watch: mfa-watch\.yaml:1: emial: unknown key/),
    });
  });
});

interface Told {
  alerts: {
    total: number;
    severities: Record<string, number>;
    toldAtOnce: number;
    digestOnly: number;
    suppressed: number;
  };
  days: { day: string; messages: Record<string, number> }[];
  withExceptions?: Record<string, unknown>;
  destinations: { name: string; messages: number; kinds: Record<string, number> }[];
  loudest: { users: { name: string }[]; actors: { name: string; messages: number }[] };
  exceptions: { exception: Record<string, string>; alerts: string[]; messages: number }[];
  yaml: string;
}

async function run(records: readonly unknown[], yaml: string, ...options: string[]) {
  const folder = folderWith({ 'a.json': trail(...records) });
  const config = join(folderWith({ 'c.yaml': yaml }), 'c.yaml');
  return mfaWatch(['replay', folder, '--config', config, ...options]);
}

async function forecast(records: readonly unknown[], yaml = mailed): Promise<Told> {
  const { stdout } = await run(records, yaml, '--forecast', '--format', 'json');
  return JSON.parse(stdout) as Told;
}

/** As somebody does who takes the proposals over. */
const uncommented = (yaml: string): string => yaml.replace(/^# /gm, '');

describe('a forecast', () => {
  test('counts what each destination would have got, day by day', async () => {
    const { alerts, days, destinations, loudest } = await forecast(everything);
    expect(alerts).toMatchObject({ total: 5, toldAtOnce: 5, digestOnly: 0, suppressed: 0 });
    expect(destinations).toMatchObject([{ name: 'alerts', messages: 5 }]);
    expect(days.map(({ messages }) => messages['alerts'])).toEqual([1, 2, 1, 1]);
    expect(loudest.actors[0]).toMatchObject({ name: 'HelpDesk/bob', messages: 4 });
  });

  test('counts every severity, in the summary too, and refuses to leave any out', async () => {
    const owner = enableMfaDevice({ with: 'console-mfa', minute: 5 * day });
    const { stdout, stderr } = await run([...everything, owner], mailed, '--forecast');
    expect(stdout).toContain('\n6 alerts (1 critical, 4 medium, 1 info): ');
    expect(stderr).toMatch(/^6 alerts \(1 critical, 4 medium, 1 info\) in /);
    const refused = await run(everything, mailed, '--forecast', '--min-severity', 'high');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--min-severity') });
  });

  test('keeps what is below the least severity for the digest of the next morning', async () => {
    const { alerts, destinations } = await forecast(everything, `${mailed}minSeverity: high\n`);
    expect(alerts).toMatchObject({ toldAtOnce: 1, digestOnly: 4 });
    expect(destinations).toMatchObject([{ name: 'alerts', messages: 4, kinds: { alert: 1, digest: 3 } }]);
  });

  test('holds back a flood, escalates what nobody answers, and leaves programs out of what people get', async () => {
    const others =
      'destinations:\n  - { name: boss, email: boss@example.com, when: unanswered }\n  - { name: all, queue: true }\n';
    const { destinations, loudest } = await forecast(everything, `${mailed}floodLimit: 1\n${others}`);
    expect(destinations.map(({ name, messages }) => [name, messages])).toEqual([
      ['alerts', 5],
      ['to-boss', 1],
      ['to-all', 5],
    ]);
    expect(loudest.actors[0]?.messages).toBe(4);
    const burst = [0, 1, 2].map((minute) =>
      enableMfaDevice({
        with: 'role',
        by: `bob${minute}`,
        for: `user${minute}`,
        minute,
        serial: `GAHT1234567${minute}`,
      }),
    );
    const flooded = await forecast([...burst, ...helpDesk], `${mailed}floodLimit: 1\n`);
    expect(flooded.destinations[0]?.kinds['flood']).toBe(1);
  });

  test('says in words which mails come at night', async () => {
    const { stdout } = await run(everything, mailed, '--forecast');
    expect(stdout).toMatch(/^What .*c\.yaml would have sent from 2026-11-20 09:00:00 UTC to 2026-11-23 09:00:00 UTC$/m);
    expect(stdout).toContain('email (mail to security@example.com): 5 messages, at most 2 on one day (2026-11-21)');
    expect(stdout).toMatch(/MAILS AT NIGHT \(22:00 to 06:00, .*\)/);
    expect(stdout).toContain('actor     HelpDesk/bob of 111122223333: 4 messages of 4 alerts');
  });

  test('of nothing says so', async () => {
    expect((await run([], mailed, '--forecast')).stdout).toContain('Nothing to forecast');
  });

  test('of nothing in the time asked for does not say that the trail has nothing', async () => {
    const { code, stdout, stderr } = await run(everything, mailed, '--forecast', '--since', '2026-11-25');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the records that were read are from 2026-11-20T09:00:00Z to 2026-11-23T09:00:00Z');
  });

  test('has no place in formats for alerts', async () => {
    const { code, stderr } = await run(everything, mailed, '--forecast', '--format', 'jsonl');
    expect(code).toBe(2);
    expect(stderr).toContain('--forecast is text, or --format json');
  });
});

describe('proposed exceptions', () => {
  test('are accepted in the configuration, and remove just the alerts that they name', async () => {
    const before = await forecast(everything);
    expect(before.exceptions).toMatchObject([
      {
        exception: { detection: 'mfa-device-added-for-another-user', account: '111122223333', actor: 'HelpDesk/bob' },
        messages: 4,
      },
    ]);
    const yaml = mailed + uncommented(before.yaml);
    const after = await forecast(everything, yaml);
    expect(after.alerts).toMatchObject({ total: 5, toldAtOnce: 1, suppressed: 4 });
    expect(after.destinations).toMatchObject([{ kinds: { alert: 1, digest: 3 } }]);
    expect(after.exceptions).toEqual([]);
    // What it promises is what comes of it.
    const [to] = after.destinations;
    expect(before.withExceptions).toEqual({
      before: { messages: 5, digests: 0 },
      after: { messages: to?.kinds['alert'], digests: to?.kinds['digest'] },
      later: 0,
    });
    const { stdout } = await run(everything, mailed, '--forecast');
    expect(stdout).toContain('With all of them: 1 message and 3 digests, in place of 5 and 0.');
  });

  test('say how many other alerts would be told later, as they began like what would be hidden', async () => {
    const removal = (minute: number, user: string) =>
      deactivateMfaDevice({ with: 'role', by: 'bob', for: user, minute, serial: `GAHT-${user}` });
    const leavers = [0, 1, 2, 3].flatMap((days) => [
      removal(days * day, `leaver${days}`),
      loginProfileCall('DeleteUser', { with: 'role', by: 'bob', for: `leaver${days}`, minute: days * day + 1 }),
    ]);
    const swapped = [
      removal(4 * day, 'alice'),
      enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 4 * day + 9 }),
    ];
    const { withExceptions } = await forecast([...leavers, ...swapped]);
    expect(withExceptions).toMatchObject({ later: 1 });
    const { stdout } = await run([...leavers, ...swapped], mailed, '--forecast');
    expect(stdout).toContain('1 other alert would have been told later, once it was more than what is hidden.');
  });

  test('of sign-ins without MFA hold for one address only: a password alone may be stolen', async () => {
    const logins = (from: (index: number) => string): object[] =>
      [0, 1, 2, 3].map((index) => consoleLogin({ mfaUsed: 'No', minute: index * 31 * day, from: from(index) }));
    expect((await forecast(logins(() => '198.51.100.7'))).exceptions).toMatchObject([
      { exception: { detection: 'console-login-without-mfa', addresses: '198.51.100.7/32' } },
    ]);
    expect((await forecast(logins((index) => `198.51.100.${index}`))).exceptions).toEqual([]);
  });

  test('are no news in mail: what is less severe than what was mailed, its subscription filters', async () => {
    const gone = { with: 'role', by: 'bob', for: 'alice' } as const;
    const leaver = [
      deactivateMfaDevice({ ...gone, minute: 0 }),
      loginProfileCall('DeleteUser', { ...gone, minute: 1 }),
    ];
    const told = await forecast(leaver, `${mailed}destinations: [{ name: all, queue: true }]\n`);
    expect(told.destinations.map(({ name, messages }) => [name, messages])).toEqual([
      ['alerts', 1],
      ['to-all', 2],
    ]);
  });

  test('hold nothing before somebody has taken the # away', async () => {
    const { yaml } = await forecast(everything);
    expect(yaml.split('\n').every((line) => line === '' || line.startsWith('# '))).toBe(true);
    expect((await forecast(everything, mailed + yaml)).alerts.suppressed).toBe(0);
  });

  test('name an address where all came from one, and the user where it was always the same', async () => {
    const resets = [0, 1, 2].map((days) =>
      enableMfaDevice({ with: 'role', by: 'bob', for: 'test', minute: days * day, serial: `GAHT1234567${days}` }),
    );
    const lowered = `${mailed}detections: { mfa-device-added-for-another-user: { severity: { high: medium } } }\n`;
    const { exceptions } = await forecast(resets, lowered);
    expect(exceptions).toMatchObject([{ exception: { user: 'test', addresses: '198.51.100.7/32' } }]);
    const travelling = resets.map((record, index) => ({ ...record, sourceIPAddress: `198.51.100.${index}` }));
    const [proposed] = (await forecast(travelling, lowered)).exceptions;
    expect(proposed?.exception).toMatchObject({ user: 'test' });
    expect(proposed?.exception).not.toHaveProperty('addresses');
    expect((await forecast(travelling, lowered)).yaml).toContain(
      '# from any address (here from 3): name yours, if you can',
    );
  });

  test.each<[string, object[]]>([
    [
      'loud severities',
      [0, 1, 2, 3].map((days) => ({ ...attack, eventID: `a${days}`, eventTime: `2026-11-2${days}T09:00:00Z` })),
    ],
    [
      'root',
      [0, 1, 2, 3].map((days) =>
        enableMfaDevice({ with: 'root-mfa', for: 'AWS ROOT USER', minute: days * day, serial: `GAHT1234567${days}` }),
      ),
    ],
    ['what hardly ever happens', helpDesk.slice(0, 2)],
  ])('are not made of %s', async (_, records) => {
    const told = await forecast(records);
    expect(told.alerts.total).toBeGreaterThan(0);
    expect(told.exceptions).toEqual([]);
  });

  test('are not made of an actor whose loud alerts they would hide, too', async () => {
    const second = enableMfaDevice({ with: 'role', by: 'bob', for: 'user0', minute: 3 * day + 9 });
    const { alerts, exceptions } = await forecast([...helpDesk, second]);
    expect(alerts.severities).toEqual({ high: 1, medium: 4 });
    expect(exceptions).toEqual([]);
  });
});
