import { describe, expect, it } from '@jest/globals';
import type { Exception } from '../../lambda/config/exceptions';
import { exceptionFor } from '../../lambda/engine/exceptions';
import type { Accounts } from '../../lambda/engine/ports';
import {
  apiCall,
  consoleLogin,
  createVirtualMfaDevice,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  home,
  rootLogin,
} from '../../lambda/events/samples';
import { located } from './located';
import { alertsOf } from './world';

const agreed = { reason: 'load test', owner: 'jane@example.com', expires: '2026-12-01' };
const failures = (by: string, from = home): object[] =>
  [0, 1, 2, 3, 4].map((minute) => consoleLogin({ by, minute, from, outcome: 'Failure' }));

const helpDesk = (by: string) => ({ with: 'role', by, for: 'alice' }) as const;

const suppressed = async (records: readonly object[], exception: Partial<Exception>): Promise<boolean[]> => {
  const alerts = await alertsOf(records, { devices: {}, exceptions: [{ ...agreed, ...exception }] });
  return alerts.map((alert) => alert.suppressed !== undefined);
};

describe('an exception', () => {
  it('records the alert with reason, owner and end, and keeps its severity', async () => {
    const [alert] = await alertsOf(failures('alice'), { exceptions: [{ ...agreed, user: 'Alice' }] });
    expect(alert).toMatchObject({ severity: 'high', suppressed: agreed });
  });

  it.each<[string, Partial<Exception>, boolean]>([
    ['of the same detection', { detection: 'repeated-mfa-failures' }, true],
    ['of another detection', { detection: 'mfa-device-added' }, false],
    ['of another user', { user: 'bob' }, false],
    ['of the account', { account: '111122223333' }, true],
    ['of another account', { account: '444455556666' }, false],
    ['of the address range', { addresses: '198.51.100.0/24' }, true],
    ['of another range', { addresses: '203.0.113.0/24' }, false],
    ['of an IPv6 range', { addresses: '2001:db8::/32' }, false],
    ['of the actor', { actor: 'alice' }, true],
    ['that ended the day before', { user: 'alice', expires: '2026-11-19' }, false],
    ['that ends on the day', { user: 'alice', expires: '2026-11-20' }, true],
    ['whose 90 days begin only later', { user: 'alice', expires: '2027-06-01' }, false],
  ])('%s', async (_, exception, covers) => {
    expect(await suppressed(failures('alice'), exception)).toEqual([covers]);
  });

  it.each<[string, readonly string[], boolean]>([
    ['the account is in', ['ou-ab12-34567890'], true],
    ['the account is in a unit of', ['ou-ab12-nearer00', 'ou-ab12-34567890'], true],
    ['the account is not in', ['ou-ab12-another0'], false],
    ['nobody knows whether the account is in', [], false],
  ])('of a unit that %s', async (_, organizationalUnits, covers) => {
    const accounts: Accounts = { describe: () => Promise.resolve({ organizationalUnits }) };
    const exceptions = [{ ...agreed, organizationalUnit: 'ou-ab12-34567890' }];
    const [alert] = await alertsOf(failures('alice'), { exceptions, accounts });
    expect(alert?.suppressed !== undefined).toBe(covers);
  });

  it('covers with the finding what only adds to it, such as that the virtual device was created before', async () => {
    const by = { by: 'mallory', with: 'long-term-key' } as const;
    const records = [createVirtualMfaDevice(by), enableMfaDevice({ ...by, for: 'alice', minute: 1 })];
    const exception = { detection: 'mfa-device-added-without-mfa', actor: 'mallory' };
    const alerts = await alertsOf(records, { devices: {}, exceptions: [{ ...agreed, ...exception }] });
    expect(alerts.map(({ detection, suppressed: why }) => [detection, why?.reason])).toEqual([
      ['mfa-device-added-without-mfa', agreed.reason],
    ]);
  });

  it('covers no alert that has an event outside its range', async () => {
    const records = [...failures('alice'), consoleLogin({ minute: 5, from: elsewhere, outcome: 'Failure' })];
    expect(await suppressed(records, { addresses: `${home}/32` })).toEqual([false]);
  });

  it('never covers root', async () => {
    const root = enableMfaDevice({ with: 'root', for: 'AWS ROOT USER' });
    expect(await suppressed([root], { account: '111122223333' })).toEqual([false]);
  });

  it('hides only its own part of a story', async () => {
    const records = [
      enableMfaDevice({ error: 'InvalidAuthenticationCodeException' }),
      enableMfaDevice({ minute: 1, by: 'mallory', for: 'alice' }),
    ];
    const [alert, ...others] = await alertsOf(records, {
      devices: {},
      exceptions: [{ ...agreed, detection: 'mfa-enrolment-refused' }],
    });
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ severity: 'high', related: ['mfa-enrolment-refused'], count: 2 });
    expect(alert?.suppressed).toBeUndefined();
  });
});

describe('an exception covers a finding', () => {
  const covers = (exception: Partial<Exception>, records: object[], detection = 'quiet'): boolean =>
    exceptionFor(detection, located({ records }).finding, [{ ...agreed, ...exception }], () => []) !== undefined;
  const at = (eventTime: string): object => consoleLogin({ patch: { eventTime } });

  it('from the beginning of its 90 days to the end of its last', () => {
    expect(covers({}, [at('2026-09-01T23:59:59Z')])).toBe(false);
    expect(covers({}, [at('2026-09-02T00:00:00Z')])).toBe(true);
    expect(covers({}, [at('2026-12-01T23:59:59Z')])).toBe(true);
    expect(covers({}, [at('2026-12-02T00:00:00Z')])).toBe(false);
  });

  it('by the time of the last event', () => {
    expect(covers({}, [at('2026-12-01T23:59:59Z'), at('2026-12-02T00:00:01Z')])).toBe(false);
    expect(covers({}, [at('2026-09-01T23:59:59Z'), at('2026-09-02T00:00:01Z')])).toBe(true);
  });

  it('where actor and user are who it names, by name or ARN, in any case', () => {
    const arn = 'arn:aws:iam::111122223333:user/alice';
    expect(covers({ actor: 'ALICE' }, [enableMfaDevice()])).toBe(true);
    expect(covers({ actor: arn.toUpperCase() }, [enableMfaDevice()])).toBe(true);
    expect(covers({ actor: 'bob' }, [enableMfaDevice()])).toBe(false);
    expect(covers({ actor: 'bob' }, [consoleLogin({ patch: { userIdentity: null } })])).toBe(false);
    expect(covers({ user: 'alice' }, [consoleLogin({ patch: { userIdentity: null } })])).toBe(false);
  });

  it.each([
    [true, 'HelpDesk'],
    [true, 'helpdesk'],
    [true, 'HelpDesk/bob'],
    [true, 'arn:aws:iam::111122223333:role/HelpDesk'],
    [true, 'arn:aws:iam::111122223333:role/people/support/HelpDesk'],
    [true, 'arn:aws:sts::111122223333:assumed-role/HelpDesk'],
    [true, 'arn:aws:sts::111122223333:assumed-role/HelpDesk/bob'],
    [false, 'arn:aws:sts::111122223333:assumed-role/HelpDesk/carol'],
    [false, 'arn:aws:iam::444455556666:role/HelpDesk'],
    [false, 'arn:aws:iam::111122223333:role/Desk'],
    [false, 'arn:aws:iam::111122223333:user/HelpDesk'],
    [false, 'HelpDesk/carol'],
    [false, 'Help'],
    [false, 'bob'],
  ])('(%p) of a session of a role where it names %s', (covered, actor) => {
    expect(covers({ actor }, [enableMfaDevice({ with: 'role', by: 'bob', for: 'alice' })])).toBe(covered);
  });

  it.each<[string, object]>([
    [
      'a federated session that is named so',
      { type: 'FederatedUser', arn: 'arn:aws:sts::111122223333:federated-user/HelpDesk' },
    ],
    ['a user whose name begins so', { type: 'IAMUser', userName: 'HelpDesk/bob' }],
    ['a web identity that is named so', { type: 'WebIdentityUser', userName: 'HelpDesk/bob' }],
  ])('not of %s, where it names a role', (_, userIdentity) => {
    expect(covers({ actor: 'HelpDesk' }, [enableMfaDevice({ for: 'alice', patch: { userIdentity } })])).toBe(false);
  });

  it('with all sessions of a role', async () => {
    const records = [deactivateMfaDevice({ ...helpDesk('bob') }), enableMfaDevice({ ...helpDesk('carol'), minute: 2 })];
    expect(await suppressed(records, { actor: 'HelpDesk' })).toEqual([true]);
    expect(await suppressed(records, { actor: 'HelpDesk/bob' })).toEqual([false]);
  });

  it('not where somebody bears an ARN as a name, which an identity provider may give', () => {
    const arn = 'arn:aws:iam::111122223333:user/alice';
    const named = consoleLogin({ patch: { userIdentity: { type: 'WebIdentityUser', userName: arn } } });
    expect(covers({ actor: arn }, [named])).toBe(false);
  });

  it.each([
    [true, '2001:db8::/32', '2001:db8::7'],
    [false, '2001:db8::/32', '2001:db9::7'],
    [false, '2001:db8::/32', home],
    [false, '0.0.0.0/0', '2001:db8::7'],
    [false, '0.0.0.0/0', 'cloudtrail.amazonaws.com'],
    [false, '0.0.0.0/0', ''],
    [true, `${home}/32`, home],
    [false, `${elsewhere}/32`, home],
  ])('(%p) where it names the range %s and the address is "%s"', (covered, addresses, from) => {
    expect(covers({ addresses }, [consoleLogin({ from })])).toBe(covered);
  });

  it('never where root acts or is acted on, in any event', () => {
    expect(covers({}, [consoleLogin(), rootLogin()])).toBe(false);
    expect(covers({}, [enableMfaDevice({ with: 'root', for: 'alice' })])).toBe(false);
    expect(covers({}, [enableMfaDevice({ for: 'AWS ROOT USER' })])).toBe(false);
  });

  it('never where this detector is tampered with', () => {
    expect(covers({}, [apiCall('events', 'DeleteRule', { name: 'mfa-watch-Rule' })])).toBe(true);
    expect(covers({}, [apiCall('events', 'DeleteRule', { name: 'mfa-watch-Rule' })], 'detector-tampered')).toBe(false);
  });

  it('never where there is nothing to cover', () => {
    expect(covers({}, [])).toBe(false);
  });
});

describe('settings of every detection', () => {
  it('can give another severity', async () => {
    const settings = { 'repeated-mfa-failures': { severity: { high: 'low' } } };
    expect(await alertsOf(failures('alice'), { settings })).toMatchObject([{ severity: 'low' }]);
  });

  it('can turn it off', async () => {
    expect(await alertsOf(failures('alice'), { settings: { 'repeated-mfa-failures': { enabled: false } } })).toEqual(
      [],
    );
  });

  it('change its thresholds', async () => {
    expect(
      await alertsOf(failures('alice'), { settings: { 'repeated-mfa-failures': { medium: 6, high: 7 } } }),
    ).toEqual([]);
  });
});
