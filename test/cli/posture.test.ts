import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListVirtualMFADevicesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { join } from 'node:path';
import { snapshotOfIam } from '../../lambda/adapters/snapshot/snapshot-iam';
import { account } from '../../lambda/events/samples';
import { alice, now } from '../../lambda/posture/samples';
import { credentialReport, details, virtualDevices } from '../posture/saved-files';
import { scps } from '../posture/saved-organization';
import { mfaWatch } from './captured-terminal';
import { folderWith, removeFolders } from './folder';

const folder = folderWith({
  'details.json': JSON.stringify(details),
  'report.csv': credentialReport,
  'devices.json': JSON.stringify(virtualDevices),
  'broken.json': '{',
  'scps.json': scps({ ou: ['p-full', 'p-nodevice'] }),
  'hostile.json': JSON.stringify({
    VirtualMFADevices: [{ SerialNumber: 'arn:aws:iam::111122223333:mfa/a\u001b[31m\u202eb\nHIGH nix' }],
  }),
});
beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(now);
});
afterAll(removeFolders);

const file = (option: string, name: string) => [`--${option}`, join(folder, name)];
const all = [
  'posture',
  ...file('authorization-details', 'details.json'),
  ...file('credential-report', 'report.csv'),
  ...file('virtual-devices', 'devices.json'),
];

test('takes the days of grace from the configuration, as the deployed look does', async () => {
  const recent = credentialReport.replace(`alice,${alice().arn},2024-01-01`, `alice,${alice().arn},2026-11-01`);
  const grace = folderWith({
    'report.csv': recent,
    'm.yaml': 'email: a@example.com\nposture:\n  passwordGraceDays: 30\n',
  });
  const asked = ['posture', '--credential-report', join(grace, 'report.csv'), '--format', 'csv'];
  expect((await mfaWatch(asked)).stdout).toMatch(/high,console-password-without-mfa/);
  const { stdout } = await mfaWatch([...asked, '--config', join(grace, 'm.yaml')]);
  expect(stdout).toMatch(/low,console-password-without-mfa/);
});

describe('on saved files', () => {
  test('says who is exposed, why, how it comes to harm and how to mend it', async () => {
    const { code, stdout, stderr } = await mfaWatch(all, { isTTY: true, columns: 80, env: { NO_COLOR: '1' } });
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
     "HIGH      Whoever steals alice’s access key can enrol an MFA device and gain
               what MFA protects
               - an active key and no device: AWS lets the key alone enable the first
                 one
               - service control policies were not read; they could only forbid it
               1. The holder of the key makes a virtual device
                 (iam:CreateVirtualMFADevice): Allow in statement 1
                 (AllowManageOwnDevice) of
                 arn:aws:iam::111122223333:policy/SelfService (group Developers)
               2. The holder of the key enables it for the user
                 (iam:EnableMFADevice): Allow in statement 1 (AllowManageOwnDevice)
                 of arn:aws:iam::111122223333:policy/SelfService (group Developers)
               3. The holder of the key gets a session with MFA (sts:GetSessionToken
                 needs no permission) and may do what is refused to the key, such as
                 s3:get*: Deny in statement 2 (DenyAllExceptListedIfNoMFA) of
                 arn:aws:iam::111122223333:policy/SelfService (group Developers);
                 Allow in statement 1 (Work) of user/alice/Work (user alice)
               To mend it: Apply the diff: it refuses enrolment to keys alone; a new
                 user still enrols the first device at the console.
               To mend it: Better still, take the key away: \`aws login\`, Identity
                 Center or a role instead.
               To mend it: A user who has a key but no device: ask for a device
                 today.
               Check self-enrolment: docs/posture.md#self-enrolment
               --- arn:aws:iam::111122223333:policy/SelfService
               +++ arn:aws:iam::111122223333:policy/SelfService
               @@ -27,6 +27,20 @@
                          "aws:MultiFactorAuthPresent": "false"
                        }
                      }
               +    },
               +    {
               +      "Sid": "NoEnrolmentWithLongTermKeys",
               +      "Effect": "Deny",
               +      "Action": [
               +        "iam:CreateVirtualMFADevice",
               +        "iam:EnableMFADevice"
               +      ],
               +      "Resource": "*",
               +      "Condition": {
               +        "Null": {
               +          "aws:MultiFactorAuthPresent": "true"
               +        }
               +      }
                    }
                  ]
                }

     HIGH      alice has a console password and no MFA device
               - the password was set 1,054 days ago
               - it was never used, or not since IAM keeps record
               - unused for more than 90 days: take it away
               To mend it: Ask the user to register a passkey or another device:
                 console, Security credentials, Assign MFA device.
               To mend it: Nobody signs in any more? Take the password away: \`aws iam
                 delete-login-profile --user-name NAME\`.
               Check console-password-without-mfa:
                 docs/posture.md#console-password-without-mfa

     MEDIUM    Root has a virtual MFA device; whether a passkey or hardware token as
               well is not decided
               - virtual device arn:aws:iam::111122223333:mfa/root-account-mfa-device
               - other kinds of root cannot be listed from inside the account
               - not decided: look at it yourself
               To mend it: Sign in as root, register two passkeys or hardware tokens,
                 then remove the virtual device.
               To mend it: A spare beside a passkey, kept on purpose? It is still the
                 weakest way in.
               Check root-virtual-device: docs/posture.md#root-virtual-device

     MEDIUM    The role Admin trusts the user arn:aws:iam::111122223333:user/alice,
               and does not ask for MFA
               - a long-term key is enough, as no condition on
                 aws:MultiFactorAuthPresent holds it back
               To mend it: Add to the statement: \`"Condition": {"Bool":
                 {"aws:MultiFactorAuthPresent": "true"}}\` (in Allow: Bool, not
                 BoolIfExists, which a key alone would pass).
               To mend it: Programs that take the role with a key have no device:
                 give them a role of their own.
               Check role-trust-without-mfa: docs/posture.md#role-trust-without-mfa

     LOW       The virtual device left-over is assigned to nobody
               - whoever made it may still have its secret
               To mend it: Left over? \`aws iam delete-virtual-mfa-device
                 --serial-number ARN\`.
               Check virtual-device-unassigned:
                 docs/posture.md#virtual-device-unassigned
     "
    `);
    expect(stderr).toBe(
      '5 exposures (2 high, 2 medium, 1 low), 1 of them not decided.\n' +
        'Not read: service control policies (nobody gave them); they could only make harmless what is reported.\n',
    );
  });

  test('a diff that mends several people is shown once', async () => {
    const [alice] = details.UserDetailList;
    const two = {
      ...details,
      UserDetailList: [alice, { ...alice, UserName: 'bob', Arn: 'arn:aws:iam::111122223333:user/bob' }],
    };
    const team = folderWith({ 'd.json': JSON.stringify(two), 'r.csv': credentialReport });
    const argv = [
      'posture',
      '--authorization-details',
      join(team, 'd.json'),
      '--credential-report',
      join(team, 'r.csv'),
    ];
    const { stdout } = await mfaWatch(argv, { isTTY: true });
    expect(stdout.match(/^ *\+\+\+ |The diff above mends this, too/gm)).toHaveLength(2);
    expect(stdout).toContain('bob’s access key can perhaps');
  });

  test('with service control policies that forbid it, nobody is exposed to it', async () => {
    const { code, stdout, stderr } = await mfaWatch([...all, ...file('service-control-policies', 'scps.json')]);
    expect([code, stderr]).toEqual([1, '4 exposures (1 high, 2 medium, 1 low), 1 of them not decided.\n']);
    expect(stdout).not.toContain('self-enrolment');
  });

  test('service control policies that cannot be read are said to be, and leave the exposure', async () => {
    const { code, stdout, stderr } = await mfaWatch([...all, ...file('service-control-policies', 'broken.json')]);
    expect(code).toBe(3);
    expect(stdout).toContain('self-enrolment');
    expect(stderr).toMatch(
      /Not read: service control policies \(the file that was given cannot be read\)[^]*Could not be read: 1 place;/,
    );
  });

  test('as JSON, in a pipe', async () => {
    const { stdout } = await mfaWatch(all);
    const { exposures, ...rest } = JSON.parse(stdout) as { exposures: { check: string; subject: string }[] };
    expect(rest).toMatchObject({ schemaVersion: 1, notLookedAt: [], unread: [] });
    expect(exposures[0]).toMatchObject({
      check: 'self-enrolment',
      subject: 'alice',
      severity: 'high',
      undecided: false,
    });
  });

  test.each([
    ['high', 1],
    ['critical', 0],
    ['never', 0],
  ])('--fail-on %s gives %d', async (severity, expected) => {
    expect((await mfaWatch([...all, '--fail-on', severity])).code).toBe(expected);
  });

  test('a check whose file is not given is said not to be made', async () => {
    const { code, stderr } = await mfaWatch(['posture', ...file('virtual-devices', 'devices.json')]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'Not looked at: self-enrolment, for want of the authorization details and the credential report.',
    );
  });

  test('what cannot be read is named, and all else judged', async () => {
    const argv = [
      'posture',
      ...file('virtual-devices', 'devices.json'),
      ...file('authorization-details', 'broken.json'),
    ];
    const { code, stdout, stderr } = await mfaWatch(argv);
    expect(code).toBe(3);
    expect(stdout).toContain('left-over');
    expect(stderr).toMatch(
      /Could not be read: 1 place; all else was judged\.\n {2}\/.*broken\.json: is not the authorization/,
    );
  });

  test('a file that is not there is a mistake', async () => {
    const { code, stderr } = await mfaWatch(['posture', ...file('virtual-devices', 'nix.json')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/nix\.json: no such file or folder; expected a file that .* --help/);
  });

  test('what a name says is never obeyed', async () => {
    const argv = ['posture', ...file('virtual-devices', 'hostile.json')];
    const { stdout } = await mfaWatch(argv, { isTTY: true, columns: 80 });
    expect(stdout).not.toMatch(/\u202e|\[31mb|^HIGH/m);
    expect(stdout).toContain('␛');
  });
});

describe('on an account', () => {
  const iam = mockClient(IAMClient);
  const organizations = mockClient(OrganizationsClient);
  const client = new IAMClient({ region: 'us-east-1', credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' } });
  const atOnce = () => Promise.resolve();

  beforeEach(() => {
    iam.reset();
    organizations.reset();
    organizations
      .on(DescribeOrganizationCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = JSON.parse(
      JSON.stringify(details),
      (key, value: unknown) => (/Document$/.test(key) ? encodeURIComponent(JSON.stringify(value)) : value),
    ) as Record<string, never>;
    iam
      .on(GetAccountAuthorizationDetailsCommand)
      .resolvesOnce({ UserDetailList, RoleDetailList, IsTruncated: true, Marker: 'next' })
      .resolves({ GroupDetailList, Policies, IsTruncated: false });
    iam.on(GenerateCredentialReportCommand).resolvesOnce({ State: 'STARTED' }).resolves({ State: 'COMPLETE' });
    iam.on(GetCredentialReportCommand).resolves({ Content: new TextEncoder().encode(credentialReport) });
    iam.on(ListVirtualMFADevicesCommand).resolves({
      VirtualMFADevices: virtualDevices.VirtualMFADevices.map(({ SerialNumber, User }) => ({
        SerialNumber,
        ...(User && { User: { ...User, Path: '/', UserName: 'root', UserId: account, CreateDate: new Date(0) } }),
      })),
    });
    iam.on(GetAccountSummaryCommand).resolves({ SummaryMap: { AccountMFAEnabled: 1 } });
  });

  test('is asked in the partition that the configuration names, whatever the shell says', async () => {
    const config = join(folderWith({ 'm.yaml': 'partition: aws-cn\n' }), 'm.yaml');
    await mfaWatch(['posture', '--config', config], { env: { AWS_REGION: 'us-east-1' } });
    await mfaWatch(['posture'], { env: { AWS_REGION: '', AWS_DEFAULT_REGION: 'cn-northwest-1' } });
    const clients = iam.commandCalls(GetAccountSummaryCommand).map(({ thisValue }) => thisValue as IAMClient);
    const regions = await Promise.all(clients.map(({ config: { region } }) => region()));
    expect(regions).toEqual(['cn-north-1', 'cn-north-1']);
  });

  test('all pages are read, and the report waited for', async () => {
    const snapshot = await snapshotOfIam(client, atOnce);
    expect(snapshot).toMatchObject({ rootHasMfa: true, unread: [] });
    expect(snapshot.users?.[0]?.layers.identity).toHaveLength(2);
    expect(snapshot.credentials?.size).toBe(2);
    expect(iam.commandCalls(GenerateCredentialReportCommand)).toHaveLength(2);
  });

  test('the command judges it as it judges files', async () => {
    iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
    const [online, offline] = [await mfaWatch(['posture']), await mfaWatch(all)];
    const exposuresOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { exposures: unknown }).exposures;
    expect(exposuresOf(online)).toEqual(exposuresOf(offline));
  });

  test('service control policies that Organizations refuses are said not to be read; all else is judged', async () => {
    iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
    const { code, stderr } = await mfaWatch(['posture']);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'Not read: service control policies (AWS Organizations does not answer this account (AccessDeniedException));',
    );
  });

  test('a file of service control policies completes what the account is asked for', async () => {
    iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
    const { stderr } = await mfaWatch(['posture', ...file('service-control-policies', 'scps.json')]);
    expect(stderr).toBe('4 exposures (1 high, 2 medium, 1 low), 1 of them not decided.\n');
    expect(organizations.calls()).toEqual([]);
  });

  describe('--simulate', () => {
    beforeEach(() => {
      iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
    });

    test('shows both answers where IAM says otherwise, and changes no verdict', async () => {
      iam
        .on(SimulatePrincipalPolicyCommand)
        .resolvesOnce({ EvaluationResults: [{ EvalActionName: 'x', EvalDecision: 'allowed' }] })
        .resolves({ EvaluationResults: [{ EvalActionName: 'x', EvalDecision: 'explicitDeny' }] });
      const { code, stdout, stderr } = await mfaWatch(['posture', '--simulate']);
      const { exposures } = JSON.parse(stdout) as {
        exposures: { check: string; severity: string; reasons: string[] }[];
      };
      const found = exposures.find(({ check }) => check === 'self-enrolment');
      expect([code, found?.severity]).toEqual([1, 'high']);
      expect(found).toMatchObject({ simulation: [{ outcome: 'agrees' }, { outcome: 'disagrees', here: 'allow' }] });
      expect(found?.reasons).toContainEqual(expect.stringMatching(/^IAM DISAGREES: iam:EnableMFADevice .* allow it\./));
      expect(stderr).toContain('IAM’s simulator was asked about 2 calls, agrees: 1, disagrees: 1.');
    });

    test('that IAM refuses is named', async () => {
      iam.on(SimulatePrincipalPolicyCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
      const { code, stderr } = await mfaWatch(['posture', '--simulate']);
      expect(code).toBe(3);
      expect(stderr).toContain('iam:SimulatePrincipalPolicy: 2 of 2 questions not answered (AccessDenied)');
    });

    test('does not go with files, which may be of another account', async () => {
      const { code, stderr } = await mfaWatch([...all, '--simulate']);
      expect([code, stderr]).toEqual([2, expect.stringContaining('leave the files out')]);
    });
  });

  test('what IAM refuses is named', async () => {
    iam.on(ListVirtualMFADevicesCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    const { virtualDevices: none, unread } = await snapshotOfIam(client, atOnce);
    expect(none).toBeUndefined();
    expect(unread).toEqual([{ where: 'iam:ListVirtualMFADevices', what: 'IAM refuses it (AccessDenied)' }]);
  });

  test('a report that never comes is named', async () => {
    iam.on(GenerateCredentialReportCommand).resolves({ State: 'INPROGRESS' });
    const { credentials, unread } = await snapshotOfIam(client, atOnce);
    expect(credentials).toBeUndefined();
    expect(unread[0]?.what).toContain('look again later');
  });

  test('without credentials it says what is needed', async () => {
    const missing = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    iam.on(GenerateCredentialReportCommand).resolves({ State: 'COMPLETE' });
    iam.on(GetAccountSummaryCommand).rejects(missing);
    const { code, stderr } = await mfaWatch(['posture']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/no AWS credentials .*iam:GetAccountAuthorizationDetails/);
  });
});

test('help keeps within 80 columns, and names permissions, the commands to save files and exit codes', async () => {
  const { code, stdout } = await mfaWatch(['posture', '--help'], { columns: 80 });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /--fail-on[^]*iam:GetAccountSummary[^]*aws iam get-account-authorization-details >[^]*Exit codes:/,
  );
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
