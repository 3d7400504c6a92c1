import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { devicesOfAccount } from '../../lambda/adapters/devices/devices-account';
import { account, phone } from '../../lambda/events/samples';

const iam = mockClient(IAMClient);
const refusal = Object.assign(new Error('no'), { name: 'AccessDenied' });
const person = (UserName: string) => ({
  UserName,
  ...{ Path: '/', UserId: 'AIDA', Arn: `arn:aws:iam::${account}:user/${UserName}`, CreateDate: new Date(0) },
});
const report = (...rows: string[]) =>
  new TextEncoder().encode(['user,arn,password_enabled,mfa_active,access_key_1_active', ...rows].join('\n'));
const row = (user: string, mfa: boolean): string => `${user},arn:aws:iam::${account}:${user},true,${String(mfa)},false`;
const naps: number[] = [];
const devices = () => {
  const client = new IAMClient({ region: 'us-east-1' });
  return devicesOfAccount(client, account, (milliseconds) => Promise.resolve(naps.push(milliseconds)));
};

beforeEach(() => {
  naps.length = 0;
  iam.reset();
  iam.on(ListUsersCommand).resolves({ Users: [person('Alice')], IsTruncated: true, Marker: 'next' });
  iam.on(ListUsersCommand, { Marker: 'next' }).resolves({ Users: [person('a,b')] });
  iam.on(ListMFADevicesCommand).resolves({ MFADevices: [] });
  iam.on(ListMFADevicesCommand, { UserName: 'Alice' }).resolves({
    MFADevices: [{ UserName: 'Alice', SerialNumber: phone, EnableDate: new Date(0) }],
  });
  iam.on(ListVirtualMFADevicesCommand).resolves({ VirtualMFADevices: [] });
  iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
  iam.on(GetCredentialReportCommand).resolves({
    Content: report(row('<root_account>', false), row('Alice', true), row('a,b', false)),
  });
});

describe('the inventory of an account', () => {
  test('lists all users, page by page, and root without MFA', async () => {
    const { accounts, partial } = await devices();
    expect(accounts.get(account)).toEqual(
      new Map([
        ['alice', [{ serialNumber: phone, enabledAt: '1970-01-01T00:00:00.000Z' }]],
        ['a,b', []],
        ['<root>', []],
      ]),
    );
    expect(partial.size).toBe(0);
  });

  test('is asked for by calls that read, and by making the report that is read', async () => {
    await devices();
    const names = new Set(iam.calls().map(({ args: [command] }) => command.constructor.name));
    for (const name of names) expect(name).toMatch(/^(List|Get|GenerateCredentialReport)/);
  });

  test('waits for the report', async () => {
    iam
      .on(GenerateCredentialReportCommand)
      .resolvesOnce({ State: 'STARTED' })
      .resolvesOnce({ State: 'INPROGRESS' })
      .resolves({ State: 'COMPLETE' });
    expect((await devices()).partial.size).toBe(0);
    expect(naps).toHaveLength(2);
  });

  test('has root’s virtual device for certain, and says why there may be more', async () => {
    const arn = `arn:aws:iam::${account}:mfa/root-account-mfa-device`;
    iam.on(ListVirtualMFADevicesCommand).resolves({
      VirtualMFADevices: [
        { SerialNumber: arn, User: { ...person('root'), Arn: `arn:aws:iam::${account}:root` } },
        { SerialNumber: phone, User: person('Alice') },
      ],
    });
    const { accounts, partial } = await devices();
    expect(accounts.get(account)?.get('<root>')).toEqual([{ serialNumber: arn }]);
    expect(partial.get(`${account}/<root>`)).toContain('passkeys and hardware tokens cannot be listed');
  });

  test('without the report knows nothing of root', async () => {
    iam.on(GetCredentialReportCommand).rejects(refusal);
    const { partial } = await devices();
    expect(partial.get(`${account}/<root>`)).toContain('the credential report could not be read (AccessDenied)');
  });

  test('takes the report’s word for who has no MFA, where devices may not be listed', async () => {
    iam.on(ListMFADevicesCommand, { UserName: 'Alice' }).rejects(refusal);
    iam.on(ListMFADevicesCommand, { UserName: 'a,b' }).rejects(refusal);
    const { partial } = await devices();
    expect([...partial.keys()]).toEqual([`${account}/alice`]);
  });

  test('has no device of somebody who is deleted meanwhile', async () => {
    const gone = Object.assign(new Error('gone'), { name: 'NoSuchEntityException' });
    iam.on(ListMFADevicesCommand, { UserName: 'Alice' }).rejects(gone);
    const { accounts, partial } = await devices();
    expect(accounts.get(account)?.get('alice')).toEqual([]);
    expect(partial.size).toBe(0);
  });

  test('fails as a whole where IAM lists no users', async () => {
    iam.on(ListUsersCommand).rejects(refusal);
    await expect(devices()).rejects.toThrow(refusal);
  });
});
