import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  GetAccountSummaryCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListPolicyVersionsCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { IamDevices } from '../../lambda/adapters/devices/devices-iam';
import { type Home, MemberAccess } from '../../lambda/adapters/member-access';
import { IamPolicies } from '../../lambda/adapters/policies-iam';
import { account } from '../../lambda/events/samples';
import type { Target } from '../../lambda/events/target';

const member = '222233334444';
const organization = 'o-a1b2c3d4e5';
const alice: Target = { type: 'IAMUser', name: 'alice' };
const root: Target = { type: 'Root', name: 'root' };
const minute = 60_000;
const listed = (...serialNumbers: string[]) => ({
  MFADevices: serialNumbers.map((SerialNumber) => ({ SerialNumber, UserName: 'alice', EnableDate: new Date(0) })),
});
const device = (serialNumber: string) => ({ serialNumber, enabledAt: '1970-01-01T00:00:00.000Z' });
const refused = (name: string) => Object.assign(new Error('User: arn:aws:sts::… is not authorized'), { name });

const iam = mockClient(IAMClient);
const sts = mockClient(STSClient);
let now: number;

function accessFrom(home: Partial<Home> = {}): MemberAccess {
  const own = new IAMClient({ region: 'us-east-1', credentials: credentials('OWN') });
  return new MemberAccess(
    { account, partition: 'aws', organization, ...home },
    () => Promise.resolve(own),
    () => Promise.resolve(new STSClient({ region: 'us-east-1' })),
    () => now,
  );
}

const credentials = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: 'secret', sessionToken: 'token' });
const lasting = (AccessKeyId: string) => ({
  Credentials: {
    AccessKeyId,
    SecretAccessKey: 'secret',
    SessionToken: 'token',
    Expiration: new Date(Date.now() + 60 * minute),
  },
});

/** Under which keys IAM was asked. */
async function askedAs(): Promise<string[]> {
  return Promise.all(
    iam.calls().map(async ({ thisValue }) => {
      const { config } = thisValue as IAMClient;
      return (await config.credentials()).accessKeyId;
    }),
  );
}

beforeEach(() => {
  now = 0;
  iam.reset();
  sts.reset();
});

describe('the devices of a user', () => {
  it('of the own account are listed without another role', async () => {
    iam.on(ListMFADevicesCommand, { UserName: 'alice' }).resolves(listed('one', 'two'));
    expect(await new IamDevices(accessFrom()).lookUp(account, alice)).toEqual({
      status: 'known',
      devices: [device('one'), device('two')],
    });
    expect(await askedAs()).toEqual(['OWN']);
    expect(sts.calls()).toEqual([]);
  });

  it('are counted as looked up, also when IAM refuses', async () => {
    iam.on(ListMFADevicesCommand).resolvesOnce(listed('one')).rejects(new Error('refused'));
    const counts: string[] = [];
    const devices = new IamDevices(accessFrom(), { count: (metric) => void counts.push(metric) });
    await devices.lookUp(account, alice);
    expect(await devices.lookUp(account, alice)).toMatchObject({ status: 'unknown' });
    expect(counts).toEqual(['DeviceLookUps', 'DeviceLookUps']);
  });

  it('of a member are listed in its role, taken on once', async () => {
    sts.on(AssumeRoleCommand).resolves(lasting('MEMBER'));
    iam.on(ListMFADevicesCommand, { UserName: 'alice' }).resolves(listed('one'));
    const devices = new IamDevices(accessFrom());
    for (const time of [0, 10 * minute]) {
      now = time;
      expect(await devices.lookUp(member, alice)).toEqual({ status: 'known', devices: [device('one')] });
    }
    expect(await askedAs()).toEqual(['MEMBER', 'MEMBER']);
    expect(sts.calls().map(({ args }) => args[0].input)).toEqual([
      {
        RoleArn: `arn:aws:iam::${member}:role/mfa-watch-inventory`,
        RoleSessionName: 'mfa-watch',
        ExternalId: organization,
      },
    ]);
  });

  it('of a member are listed in the role of its partition', async () => {
    sts.on(AssumeRoleCommand).resolves(lasting('MEMBER'));
    iam.on(ListMFADevicesCommand).resolves(listed());
    await new IamDevices(accessFrom({ partition: 'aws-us-gov' })).lookUp(member, alice);
    expect(sts.calls()[0]?.args[0].input).toMatchObject({
      RoleArn: `arn:aws-us-gov:iam::${member}:role/mfa-watch-inventory`,
    });
  });

  it.each([
    ['AccessDenied', 'could not be assumed (AccessDenied): deploy the member stack there'],
    ['AccessDeniedException', 'could not be assumed (AccessDeniedException): deploy the member stack there'],
  ])(
    'of a member that refuses the role are unknown, with what helps, and STS is left alone for a while: %s',
    async (name, why) => {
      sts.on(AssumeRoleCommand).rejects(refused(name));
      const devices = new IamDevices(accessFrom());
      const answer = { status: 'unknown', devices: [], why: `account ${member}: role mfa-watch-inventory ${why}` };
      expect(await devices.lookUp(member, alice)).toEqual(answer);
      expect(await devices.lookUp(member, alice)).toEqual(answer);
      expect(sts.calls()).toHaveLength(1);
      now = 5 * minute;
      sts.on(AssumeRoleCommand).resolves(lasting('MEMBER'));
      iam.on(ListMFADevicesCommand).resolves(listed());
      expect(await devices.lookUp(member, alice)).toEqual({ status: 'known', devices: [] });
    },
  );

  it.each(['TimeoutError', 'ThrottlingException', 'RegionDisabledException'])(
    'of a member are unknown where STS gives no answer, which is asked for again at once: %s',
    async (name) => {
      sts.on(AssumeRoleCommand).rejectsOnce(refused(name)).resolves(lasting('MEMBER'));
      iam.on(ListMFADevicesCommand).resolves(listed('one'));
      const devices = new IamDevices(accessFrom());
      expect(await devices.lookUp(member, alice)).toMatchObject({
        status: 'unknown',
        why: `account ${member}: role mfa-watch-inventory could not be assumed (${name})`,
      });
      expect(await devices.lookUp(member, alice)).toEqual({ status: 'known', devices: [device('one')] });
    },
  );

  it('are not looked for in other accounts without an organization', async () => {
    const alone = new IamDevices(accessFrom({ organization: null }));
    expect(await alone.lookUp(member, alice)).toMatchObject({
      status: 'unknown',
      why: `devices of account ${member} cannot be listed from here`,
    });
    expect(sts.calls()).toEqual([]);
  });

  it.each([
    ['AccessDenied', 'IAM refused the look-up (AccessDenied)'],
    ['NoSuchEntityException', 'IAM does not know the user (any more)'],
    ['ThrottlingException', 'IAM could not be asked (ThrottlingException)'],
  ])('are unknown, and why, where IAM says %s', async (name, why) => {
    iam.on(ListMFADevicesCommand).rejects(refused(name));
    expect(await new IamDevices(accessFrom()).lookUp(account, alice)).toEqual({ status: 'unknown', why, devices: [] });
  });

  it('are unknown where nobody is named', async () => {
    expect(await new IamDevices(accessFrom()).lookUp(account, { type: 'unknown' })).toMatchObject({
      status: 'unknown',
      why: 'the record names neither an IAM user nor root',
    });
  });
});

describe('the devices of root', () => {
  const virtual = `arn:aws:iam::${member}:mfa/root-phone`;
  const inAccount = (AccountMFAEnabled: number) => {
    iam.on(ListVirtualMFADevicesCommand, { AssignmentStatus: 'Assigned' }).resolves({
      VirtualMFADevices: [
        { SerialNumber: virtual, User: { Arn: `arn:aws:iam::${member}:root` } as never, EnableDate: new Date(0) },
        { SerialNumber: 'other', User: { Arn: `arn:aws:iam::${member}:user/root` } as never },
      ].slice(0, AccountMFAEnabled * 2),
    });
    iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { AccountMFAEnabled } });
  };

  it.each([
    ['a member', member],
    ['the own account', account],
  ])('of %s are listed in a session of root itself', async (_, of) => {
    sts.on(AssumeRootCommand).resolves(lasting('ROOT'));
    iam.on(ListMFADevicesCommand).resolves(listed('passkey', 'token'));
    expect(await new IamDevices(accessFrom()).lookUp(of, root)).toEqual({
      status: 'known',
      devices: [device('passkey'), device('token')],
    });
    expect(await askedAs()).toEqual(['ROOT']);
    expect(iam.calls()[0]?.args[0].input).not.toHaveProperty('UserName');
    expect(sts.calls().map(({ args }) => args[0].input)).toEqual([
      {
        TargetPrincipal: of,
        TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
        DurationSeconds: 900,
      },
    ]);
  });

  it('are known in part where AssumeRoot is refused, and why; a refusal is not asked for again for some minutes', async () => {
    sts.on(AssumeRootCommand).rejects(refused('AccessDenied'));
    sts.on(AssumeRoleCommand).resolves(lasting('MEMBER'));
    inAccount(1);
    const devices = new IamDevices(accessFrom());
    for (const time of [0, minute, 5 * minute]) {
      now = time;
      expect(await devices.lookUp(member, root)).toEqual({
        status: 'unknown',
        why: expect.stringMatching(
          /^root’s passkeys .* AssumeRoot is refused \(AccessDenied\), by the organization or to this function; the management account’s root can never/,
        ),
        devices: [device(virtual)],
      });
    }
    expect(new Set(await askedAs())).toEqual(new Set(['MEMBER']));
    expect(sts.commandCalls(AssumeRootCommand)).toHaveLength(2);
    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(1);
  });

  it('are known in part where AssumeRoot does not answer, long before the function’s time is up', async () => {
    jest.useFakeTimers();
    sts.on(AssumeRootCommand).callsFake(() => new Promise(() => undefined));
    inAccount(1);
    const answer = new IamDevices(accessFrom()).lookUp(account, root);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await answer).toMatchObject({
      status: 'unknown',
      why: expect.stringMatching(
        /^root’s passkeys .* from inside the account, and STS could not be asked \(TimeoutError\)$/,
      ),
    });
    jest.useRealTimers();
  });

  it('are asked for again at once where STS was only busy', async () => {
    sts.on(AssumeRootCommand).rejectsOnce(refused('ThrottlingException')).resolves(lasting('ROOT'));
    iam.on(ListMFADevicesCommand).resolves(listed('passkey'));
    inAccount(1);
    const devices = new IamDevices(accessFrom());
    expect(await devices.lookUp(account, root)).toMatchObject({
      why: expect.stringContaining('STS could not be asked (ThrottlingException)'),
    });
    expect(await devices.lookUp(account, root)).toEqual({ status: 'known', devices: [device('passkey')] });
  });

  it('are known to be none where the account says that root has none', async () => {
    sts.on(AssumeRootCommand).rejects(refused('AccessDenied'));
    inAccount(0);
    expect(await new IamDevices(accessFrom()).lookUp(account, root)).toEqual({ status: 'known', devices: [] });
  });

  it('are unknown where neither root nor the role can be assumed', async () => {
    sts.rejects(refused('AccessDenied'));
    expect(await new IamDevices(accessFrom()).lookUp(member, root)).toMatchObject({
      status: 'unknown',
      why: expect.stringContaining('deploy the member stack there'),
    });
  });

  it('are not asked for by AssumeRoot without an organization', async () => {
    inAccount(1);
    expect(await new IamDevices(accessFrom({ organization: null })).lookUp(account, root)).toEqual({
      status: 'unknown',
      why: 'root’s passkeys and hardware tokens cannot be listed from inside the account',
      devices: [device(virtual)],
    });
    expect(sts.calls()).toEqual([]);
  });
});

describe('the policies of a member', () => {
  it('are read in its role', async () => {
    sts.on(AssumeRoleCommand).resolves(lasting('MEMBER'));
    iam.on(ListPolicyVersionsCommand).resolves({ Versions: [] });
    const policies = new IamPolicies(accessFrom());
    expect(await policies.mentionMfa(member, `arn:aws:iam::${member}:policy/ForceMFA`)).toBe(false);
    expect(await askedAs()).toEqual(['MEMBER']);
  });

  it('are no answer where the role is refused', async () => {
    sts.on(AssumeRoleCommand).rejects(refused('AccessDenied'));
    const policies = new IamPolicies(accessFrom());
    expect(await policies.mentionMfa(member, `arn:aws:iam::${member}:policy/ForceMFA`)).toBeUndefined();
  });
});
