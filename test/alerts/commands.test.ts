import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Alert } from '../../lambda/alerts/alert';
import { containment } from '../../lambda/alerts/commands';
import { notNamed } from '../../lambda/events/device';
import { fuzzedAlert } from './fuzzed-alert';
import { holds } from './holds';
import { bob, guessingAlert, helpDeskAlert, mallory, sampleAlert } from './sample-alert';

const contain = (alert: Alert): string[] => containment(alert).contain.map(({ line }) => line);

function added(serialNumber: string): Partial<Alert> {
  const list = [{ serialNumber, kind: 'virtual' as const, isNew: true }];
  return { devices: { status: 'known', count: 1, limit: 8, list } };
}

const whoAmI = 'aws sts get-caller-identity --query=Account --output=text';

describe('containment commands', () => {
  it('begin with a look at the account, since names repeat in others', () => {
    expect(containment(sampleAlert({ account: '222233334444' })).look[0]).toEqual({
      purpose: 'Which account is your shell in? It must print 222233334444',
      line: whoAmI,
    });
    expect(containment(sampleAlert({ account: 'x; rm -rf /' })).look.map(({ line }) => line)).not.toContain(whoAmI);
  });

  it('look first, then stop the actor, then take the device away', () => {
    const { look, contain, notes } = containment(sampleAlert());
    expect(look.map(({ line }) => line)).toEqual([
      whoAmI,
      "aws iam list-mfa-devices --user-name='alice'",
      "aws iam list-access-keys --user-name='alice'",
    ]);
    expect(contain.map(({ line }) => line)).toEqual([
      "aws iam update-access-key --user-name='mallory' --access-key-id='AKIAEXAMPLEMALLORY01' --status='Inactive'",
      "aws iam attach-user-policy --user-name='mallory' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'",
      "aws iam deactivate-mfa-device --user-name='alice' --serial-number='arn:aws:iam::111122223333:mfa/alice-tablet'",
    ]);
    expect(notes).toEqual([]);
  });

  describe('of a trail', () => {
    const arnOf = (name: string): string => `arn:aws:cloudtrail:us-east-1:111122223333:trail/${name}`;
    const call = (name: string, trail = 'management', more: object = {}): object => ({
      ...{ time: '2026-11-20T09:16:12Z', name, actor: 'mallory', trail: arnOf(trail) },
      ...more,
    });
    const after = (...events: object[]): ReturnType<typeof containment> =>
      containment(
        sampleAlert({
          ...{ target: { type: 'Account' }, targets: [], devices: undefined },
          events: events as NonNullable<Alert['events']>,
        }),
      );
    const start = `aws cloudtrail start-logging --region='us-east-1' --name='${arnOf('management')}'`;

    it('start it again by its name, unless it is gone', () => {
      expect(after(call('StopLogging')).contain.map(({ line }) => line)).toContain(start);
      const gone = after(call('StopLogging'), call('DeleteTrail'));
      expect(gone.contain.map(({ line }) => line)).not.toContain(start);
      expect(gone.notes.join(' ')).toContain('management (us-east-1) is deleted');
    });

    it('leave alone what failed, and names that no trail has', () => {
      const failed = after(call('StopLogging', 'management', { error: 'AccessDenied' }));
      expect(failed.contain.map(({ line }) => line)).not.toContain(start);
      const strange = after(call('StopLogging', "x'; rm"));
      expect(strange.contain.some(({ line }) => line.includes('start-logging'))).toBe(false);
      expect(strange.notes.join(' ')).toContain('CloudTrail does not allow');
    });

    it('say whom they do not stop', () => {
      const notes = after(call('StopLogging'), call('UpdateTrail', 'management', { actor: 'HelpDesk/bob' })).notes;
      expect(notes.join(' ')).toContain('Not stopped by these commands: HelpDesk/bob.');
      const strange = after(call('UpdateTrail', 'management', { actor: '<!here>' })).notes;
      expect(strange.join(' ')).not.toContain('here>');
    });
  });

  it('stop the user, too, once somebody has passed with the new device', () => {
    const related = ['new-device-first-use'];
    const deny = "aws iam attach-user-policy --user-name='alice' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'";
    const commands = contain(sampleAlert({ related }));
    expect(commands.slice(2, 4)).toEqual([deny, "aws iam delete-login-profile --user-name='alice'"]);
    expect(new Set(commands).size).toBe(commands.length);
    expect(contain(sampleAlert())).not.toContain(deny);
    expect(contain(sampleAlert({ related, severity: 'medium' }))).not.toContain(deny);
    const own = { ...sampleAlert().actor, name: 'alice' };
    expect(contain(sampleAlert({ related, actor: own })).filter((line) => line === deny)).toHaveLength(1);
  });

  it('stop the user, too, once somebody has signed in as them', () => {
    const own = { ...mallory, name: 'alice' };
    const signIn = { time: '2026-11-20T09:30:00Z', name: 'ConsoleLogin', actor: 'Alice' };
    const after = (...events: Alert['events'] & object): Alert =>
      sampleAlert({ actor: own, devices: undefined, events });
    const deny = "aws iam attach-user-policy --user-name='alice' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'";
    const forget = "aws iam delete-login-profile --user-name='alice'";
    expect(contain(after(signIn))).toEqual(expect.arrayContaining([deny, forget]));
    for (const other of [{ error: 'Failure' }, { target: 'bob' }, { actor: 'bob' }, { name: 'CheckMfa' }])
      expect(contain(after({ ...signIn, ...other }))).not.toContain(deny);
    expect(contain({ ...after(signIn), severity: 'medium' })).not.toContain(deny);
  });

  it('name the policy of the partition', () => {
    expect(contain(sampleAlert({ region: 'us-gov-west-1' }))[1]).toContain(
      "'arn:aws-us-gov:iam::aws:policy/AWSDenyAll'",
    );
  });

  it('do not deny a user everything below high, nor the victim of failed attempts', () => {
    expect(contain(sampleAlert({ severity: 'medium' })).join()).not.toContain('AWSDenyAll');
    expect(contain(guessingAlert())).toEqual(["aws iam delete-login-profile --user-name='paulo'"]);
    expect(contain(guessingAlert({ severity: 'medium' }))).toEqual([]);
  });

  it('leave out the one that takes away a device which the record does not name', () => {
    const { contain: commands, notes } = containment(sampleAlert(added(notNamed)));
    expect(commands.map(({ line }) => line).join()).not.toContain('deactivate-mfa-device');
    expect(notes).toEqual(['A command is left out: the record does not say the serial number.']);
  });

  it('keep a name that begins with a dash a value', () => {
    const [, line] = containment(sampleAlert({ target: { type: 'IAMUser', name: '-v' } })).look;
    expect(line?.line).toBe("aws iam list-mfa-devices --user-name='-v'");
  });

  it.each([
    ['a quote', "al'ice"],
    ['a substitution', '$(id)'],
    ['a line break', 'alice\n'],
    ['a space', 'AWS ROOT USER'],
    ['65 characters', 'a'.repeat(65)],
  ])('are left out, and said to be, where the user name holds %s', (_, name) => {
    const { look, contain, notes } = containment(sampleAlert({ target: { type: 'IAMUser', name } }));
    expect([...look, ...contain].map(({ line }) => line).join()).not.toContain('mfa-device');
    expect(notes).toEqual(['A command is left out: the user name holds characters IAM does not allow.']);
  });

  it.each(['file:///etc/passwd', 'arn:aws:iam::1:mfa/x', 'x y z x y z', 'short'])(
    'are left out for the serial number %s, which the AWS CLI might open or IAM would not know',
    (serialNumber) => {
      const { contain, notes } = containment(sampleAlert(added(serialNumber)));
      expect(contain.map(({ line }) => line).join()).not.toContain('deactivate');
      expect(notes).toEqual(['A command is left out: the serial number holds characters IAM does not allow.']);
    },
  );

  it('know that a temporary key cannot be made inactive', () => {
    const actor = { ...mallory, accessKeyId: 'ASIAEXAMPLEMALLORY01' };
    expect(contain(sampleAlert({ actor })).join()).not.toContain('update-access-key');
  });

  it('say what to do about root instead', () => {
    const { look, contain, notes } = containment(sampleAlert({ target: { type: 'Root', name: 'root' } }));
    expect(look.map(({ line }) => line)).toEqual([whoAmI]);
    expect(contain.map(({ line }) => line).join()).not.toContain('deactivate-mfa-device');
    expect(notes.join()).toContain("Root's devices can be removed by root only");
  });

  it('find out who a user of Identity Center is, whom the record names by an id', () => {
    const id = '90672f3c4d-1c2b3a4d-5e6f-7081-92a3-b4c5d6e7f809';
    const target = { type: 'IdentityCenterUser', name: id } as const;
    expect(containment(sampleAlert({ target, targets: [id] })).look.map(({ line }) => line)).toEqual([
      whoAmI,
      "aws sso-admin list-instances --region='us-east-1'",
      `aws identitystore describe-user --region='us-east-1' --identity-store-id='STORE' --user-id='${id}'`,
    ]);
    const named = { type: 'IdentityCenterUser', name: 'zoe@example.com' } as const;
    const { look } = containment(sampleAlert({ target: named, targets: ['zoe@example.com'] }));
    expect(look.map(({ line }) => line).join()).not.toContain('identitystore');
  });

  it('say of a key that is no long-term one just that', () => {
    const { notes } = containment(sampleAlert({ actor: { ...mallory, accessKeyId: 'OLDKEYEXAMPLE0001' } }));
    expect(notes).toEqual(['A command is left out: the access key id is not that of a long-term key (AKIA…).']);
  });

  it('stop who has made a federated session: nobody stands behind it at an identity provider', () => {
    const by = (issuer?: string): ReturnType<typeof containment> =>
      containment(
        sampleAlert({
          actor: { type: 'FederatedUser', name: 'mallory/alice', issuer, credential: 'federated', mfa: 'unknown' },
          devices: undefined,
        }),
      );
    const user = by('arn:aws:iam::111122223333:user/staff/mallory');
    expect(user.contain.map(({ line }) => line)).toEqual([
      "aws iam attach-user-policy --user-name='mallory' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'",
      "aws iam list-access-keys --user-name='mallory'",
    ]);
    expect(user.notes).toEqual([]);
    expect(by('arn:aws:iam::111122223333:root').notes.join()).toContain("root's access key");
    for (const elsewhere of [
      undefined,
      'arn:aws:iam::999988887777:user/mallory',
      'arn:aws:iam::111122223333:user/$(id)',
    ])
      expect(by(elsewhere)).toMatchObject({ contain: [], notes: [expect.stringContaining('find that call')] });
  });

  it('say how a session without a key is stopped', () => {
    expect(containment(helpDeskAlert()).notes.join()).toContain('IAM Identity Center');
    expect(containment(sampleAlert({ actor: { ...bob, credential: 'role' } })).notes.join()).toContain(
      'Revoke sessions',
    );
  });

  it('stop a role in its own account, and name the other account where it is in another', () => {
    const actor = { ...bob, credential: 'role', arn: 'arn:aws:sts::111122223333:assumed-role/HelpDesk/bob' } as const;
    expect(contain(sampleAlert({ actor }))[0]).toBe(
      "aws iam attach-role-policy --role-name='HelpDesk' --policy-arn='arn:aws:iam::aws:policy/AWSDenyAll'",
    );
    const foreign = { ...actor, arn: actor.arn.replace('111122223333', '444455556666') };
    expect(contain(sampleAlert({ actor: foreign })).join()).not.toContain('attach-role-policy');
    expect(containment(sampleAlert({ actor: foreign })).notes.join()).toContain('one of account 444455556666');
  });

  it('stop the actor below high, too, where somebody announced the change: nobody may vouch for it', () => {
    const expected = { by: 'lea', reason: 'new phone', until: '2026-11-20T11:00:00Z' };
    expect(contain(sampleAlert({ severity: 'low', expected })).join()).toContain('AWSDenyAll');
  });

  describe('where somebody else has given the user a credential', () => {
    const given = (name: string, patch: object = {}): NonNullable<Alert['events']>[number] => ({
      ...{ time: '2026-11-20T09:00:00Z', name, actor: 'mallory', target: 'alice', ...patch },
    });
    const taken = (...events: NonNullable<Alert['events']>): string[] =>
      contain(sampleAlert({ events })).filter((line) => !line.includes('mallory') && !line.includes('mfa-device'));
    const key =
      "aws iam update-access-key --user-name='alice' --access-key-id='AKIAEXAMPLEALICE0002' --status='Inactive'";

    it('take it away, between the actor and the device', () => {
      const events = [given('CreateAccessKey', { createdKey: 'AKIAEXAMPLEALICE0002' }), given('UpdateLoginProfile')];
      const lines = contain(sampleAlert({ events }));
      expect(lines.slice(2, 4)).toEqual([key, "aws iam delete-login-profile --user-name='alice'"]);
      expect(lines[4]).toContain('deactivate-mfa-device');
    });

    it('leave a place for the id of a key that the record does not say', () => {
      const alert = sampleAlert({ events: [given('CreateAccessKey')] });
      expect(containment(alert).contain[2]).toEqual({
        purpose:
          'Switch off the access key that was made for the user, with its id from the list of keys in place of KEY',
        line: "aws iam update-access-key --user-name='alice' --access-key-id='KEY' --status='Inactive'",
      });
    });

    it.each<[string, object]>([
      ['was refused', { error: 'AccessDenied' }],
      ['is of the user themselves', { target: undefined }],
      ['is of another user', { target: 'carol' }],
      ['has an id that is none', { createdKey: "AKIA' --status='Active" }],
    ])('take nothing away that %s', (_, patch) => {
      expect(taken(given('CreateAccessKey', patch))).toEqual([]);
    });

    it('are about no single user where several are concerned', () => {
      const alert = sampleAlert({ events: [given('CreateLoginProfile')], targets: ['alice', 'carol'] });
      expect(contain(alert).join()).not.toContain('delete-login-profile');
    });
  });

  it('do not exist in a drill', () => {
    const { look, contain, notes } = containment(sampleAlert({ drill: true }));
    expect([look, contain, notes.length]).toEqual([[], [], 1]);
  });

  it('hold nothing but what IAM allows, whatever the record says', () => {
    const option = "--[a-z-]+='[\\w+=,.@:/-]+'";
    const command = new RegExp(`^aws (iam|sso-admin|identitystore) [a-z-]+( ${option})+$`);
    holds(
      fc.property(fuzzedAlert, (alert) => {
        const events = alert.events?.map((event) => ({ ...event, target: alert.target.name }));
        const { look, contain } = containment({ ...alert, events });
        return [...look, ...contain].every(({ line }) => command.test(line) && !line.includes('file:'));
      }),
    );
  });

  it('reach the program as they were written, through a real shell', () => {
    const name = '-a+b=c,d.e@f_g';
    const line = containment(sampleAlert({ target: { type: 'IAMUser', name } })).look[1]?.line ?? '';
    const words = execFileSync('sh', ['-c', `aws() { printf '%s\\n' "$@"; }; ${line}`], { encoding: 'utf8' });
    expect(words.trim().split('\n')).toEqual(['iam', 'list-mfa-devices', `--user-name=${name}`]);
  });
});
