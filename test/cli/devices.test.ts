import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { account, deactivateMfaDevice, enableMfaDevice, phone, tablet } from '../../lambda/events/samples';
import { alertsOf, mfaWatch } from './captured-terminal';
import { folderWith, removeFolders, trail } from './folder';

afterAll(removeFolders);

const [iam, sts] = [mockClient(IAMClient), mockClient(STSClient)];
const alice = { UserName: 'alice', Path: '/', UserId: 'AIDA', Arn: 'arn', CreateDate: new Date(0) };

/** Alice had a phone; mallory added a tablet, which is what IAM lists now, and the phone was removed. */
const story = [
  enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16, serial: tablet }),
  deactivateMfaDevice({ with: 'console-mfa', by: 'alice', minute: 90, serial: phone }),
];

beforeEach(() => {
  iam.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: account });
  iam.on(ListUsersCommand).resolves({ Users: [alice] });
  iam.on(ListMFADevicesCommand).resolves({
    MFADevices: [{ UserName: 'alice', SerialNumber: tablet, EnableDate: new Date('2026-11-20T09:16:00Z') }],
  });
  iam.on(ListVirtualMFADevicesCommand).resolves({ VirtualMFADevices: [] });
  iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
  iam.on(GetCredentialReportCommand).resolves({
    Content: new TextEncoder().encode('user,mfa_active\n<root_account>,false\nalice,true\n'),
  });
});

const replay = (...options: string[]) => mfaWatch(['replay', folderWith({ 'a.json': trail(...story) }), ...options]);

interface WithDevices {
  devices?: { status: string; count?: number; source?: string; list: { serialNumber: string }[] };
}

describe('each alert says where its devices are known from', () => {
  test.each<[string, string, string[]]>([
    ['the trail', 'trail', []],
    ['the account', 'account', ['--devices-from-account']],
  ])('%s', async (_, source, options) => {
    const alerts = alertsOf(await replay(...options)) as WithDevices[];
    expect(alerts.length).toBeGreaterThan(0);
    for (const { devices } of alerts) expect(devices?.source).toBe(source);
  });

  test('a file', async () => {
    const file = join(folderWith({ 'd.json': JSON.stringify({ [account]: {} }) }), 'd.json');
    const [alert] = alertsOf(await replay('--devices', file)) as WithDevices[];
    expect(alert?.devices?.source).toBe('file');
  });
});

test('a file of other accounts is said to say nothing', async () => {
  const of = (name: string) => join(folderWith({ 'd.json': JSON.stringify({ [name]: {} }) }), 'd.json');
  expect((await replay('--devices', of('222222222222'))).stderr).toMatch(
    new RegExp(`--devices .*d.json is of 222222222222, the trail of ${account}: the file says nothing here\\.\n`),
  );
  expect((await replay('--devices', of(account))).stderr).not.toContain('says nothing here');
});

describe('--devices-from-account', () => {
  test('undoes what the trail changed, so that each alert counts the devices of its own time', async () => {
    const ran = await replay('--devices-from-account');
    const [added] = alertsOf(ran) as WithDevices[];
    expect(added?.devices).toMatchObject({ status: 'known', count: 2 });
    expect(ran.stderr).toContain(
      `Devices: those of account ${account} as IAM lists them now, with the trail’s changes undone: 1 before the first event.`,
    );
    expect(ran.stderr).toContain('The trail ends on 2026-11-20T10:30:00Z: devices removed since then are not known.');
  });

  test('draws them in the report, and says where there may be more', async () => {
    const report = async (): Promise<string> =>
      (await replay('--devices-from-account', '--format', 'html')).stdout.replace(/\s+/g, ' ');
    expect(await report()).toContain('most at one time: 2 (limit 8); at the end: 1');
    iam.on(ListMFADevicesCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    iam.on(ListVirtualMFADevicesCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    expect(await report()).toContain('at least');
  });

  test('saves what --devices takes, with the same alerts', async () => {
    const file = join(folderWith({}), 'devices.json');
    const first = await replay('--devices-from-account', '--save-devices', file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      [account]: { alice: [{ serialNumber: phone }], '<root>': [] },
    });
    const second = await replay('--devices', file);
    expect(second.stdout).toBe(first.stdout.replaceAll('"source":"account"', '"source":"file"'));
  });

  test('keeps a file that is there already, unless --force says otherwise', async () => {
    const file = join(folderWith({ 'devices.json': '{}' }), 'devices.json');
    const { code, stderr } = await replay('--devices-from-account', '--save-devices', file);
    expect(code).toBe(2);
    expect(stderr).toContain(`--save-devices ${file}: this file exists already; --force replaces it`);
    expect(readFileSync(file, 'utf8')).toBe('{}');
    await replay('--devices-from-account', '--save-devices', file, '--force');
    expect(readFileSync(file, 'utf8')).toContain(phone);
  });

  test('leaves nothing behind of the one file if the other cannot be opened, and does not take one for both', async () => {
    const folder = folderWith({ 'devices.json': '{}' });
    const [output, saved] = [join(folder, 'alerts.jsonl'), join(folder, 'devices.json')];
    expect((await replay('--devices-from-account', '--output', output, '--save-devices', saved)).code).toBe(2);
    expect(readdirSync(folder)).toEqual(['devices.json']);
    const both = await replay('--devices-from-account', '--output', output, '--save-devices', output);
    expect(both.code).toBe(2);
    expect(both.stderr).toContain(`--output and --save-devices both name ${output}`);
    symlinkSync('devices.json', join(folder, 'link.json'));
    const linked = ['--output', join(folder, 'link.json'), '--save-devices', saved, '--force'];
    expect((await replay('--devices-from-account', ...linked)).stderr).toContain('both name');
    expect(readFileSync(saved, 'utf8')).toBe('{}');
    expect(iam.calls()).toHaveLength(0);
  });

  test('says so where the trail is of another account', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: '222233334444' });
    const { stderr } = await replay('--devices-from-account');
    expect(stderr).toContain(
      `The trail is not of that account, so they say nothing of it: use credentials of ${account}.`,
    );
  });

  test('names the permissions where IAM refuses', async () => {
    iam.on(ListUsersCommand).rejects(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));
    const { code, stderr } = await replay('--devices-from-account');
    expect(code).toBe(2);
    expect(stderr).toMatch(/the devices cannot be listed: not authorized\n.*iam:ListUsers, iam:ListMFADevices/);
  });

  test.each<[string, string[], RegExp]>([
    ['--devices', ['--devices', 'x', '--devices-from-account'], /'--devices <file>' cannot be used with/],
    ['nothing to save', ['--save-devices', 'x'], /--save-devices keeps what --devices-from-account found/],
  ])('is refused with %s', async (_, options, message) => {
    const { code, stderr } = await replay(...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
