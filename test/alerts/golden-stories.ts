import type { Alert, Update } from '../../lambda/alerts/alert';
import {
  account,
  consoleLogin,
  createVirtualMfaDevice,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  home,
  phone,
  rootDevice,
  rootLogin,
} from '../../lambda/events/samples';
import { alertsOf, type World } from '../engine/world';

/** What happened, as CloudTrail records it, and the message that came of it. */
export interface Story {
  name: string;
  records: readonly object[];
  world?: World;
  update?: Update;
  changes?: Partial<Alert>;
}

const day = 24 * 60;
const mallory = { by: 'mallory', with: 'long-term-key', from: elsewhere } as const;
const third = '192.0.2.44';
const helpDesk = {
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLE0000000002:bob@example.com',
    arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_HelpDesk_0123456789abcdef/bob@example.com`,
    accountId: account,
    accessKeyId: 'ASIAEXAMPLEBOB000001',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_HelpDesk_0123456789abcdef`,
        userName: 'AWSReservedSSO_HelpDesk_0123456789abcdef',
      },
      attributes: { creationDate: '2026-11-20T08:50:00Z', mfaAuthenticated: 'false' },
    },
  },
};

export const stories: readonly Story[] = [
  {
    name: 'long-term-key-adds-second-device',
    records: [
      consoleLogin({ by: 'alice', minute: -2 * day }),
      createVirtualMfaDevice({ ...mallory, minute: 15 }),
      enableMfaDevice({ ...mallory, for: 'alice', minute: 16 }),
    ],
    world: { devices: { alice: [phone] } },
  },
  {
    name: 'help-desk-adds-device-unknown-inventory',
    records: [
      enableMfaDevice({ by: 'bob', with: 'role', for: 'alice', serial: 'GAHT12345678', minute: 5, patch: helpDesk }),
    ],
    changes: { accountName: 'payments-prod' },
  },
  {
    name: 'mfa-failures-from-three-addresses',
    records: [
      consoleLogin({ by: 'paulo', minute: -3 * day, from: '198.51.100.20' }),
      ...[elsewhere, home, third, elsewhere, home, third].map((from, index) =>
        consoleLogin({ by: 'paulo', outcome: 'Failure', minute: index * 2, from }),
      ),
    ],
  },
  {
    name: 'root-signs-in-without-mfa-nobody-answered',
    records: [rootLogin({ mfaUsed: 'No', from: elsewhere, minute: 3 })],
    world: { devices: { '<root>': [rootDevice] } },
    update: 'unanswered',
  },
  {
    name: 'device-removed-then-sign-in-failed',
    records: [
      consoleLogin({ by: 'alice', minute: -day }),
      deactivateMfaDevice({ by: 'mallory', with: 'role', for: 'alice', serial: phone, minute: 10, from: elsewhere }),
      consoleLogin({ by: 'alice', outcome: 'Failure', minute: 25 }),
    ],
    world: { devices: { alice: [phone] } },
    update: 'widened',
  },
  {
    name: 'announced-new-phone',
    records: [
      consoleLogin({ by: 'alice', minute: -day }),
      createVirtualMfaDevice({ by: 'alice', minute: 30 }),
      enableMfaDevice({ by: 'alice', minute: 31 }),
    ],
    world: { devices: { alice: [phone] } },
    changes: {
      severity: 'low',
      expected: {
        reason: 'new phone, ticket 4711',
        by: `arn:aws:iam::${account}:user/lea`,
        until: '2026-11-20T11:00:00Z',
      },
    },
  },
  {
    name: 'drill',
    records: [enableMfaDevice({ ...mallory, for: 'alice', minute: 16 })],
    world: { devices: { alice: [phone] } },
    changes: { drill: true },
  },
];

/** Stands for the database of addresses. */
const networks: Readonly<Record<string, { country: string; network: string }>> = {
  [home]: { country: 'DE', network: 'AS64496 Example Office' },
  [elsewhere]: { country: 'NL', network: 'AS64500 Example Hosting' },
  [third]: { country: 'BR', network: 'AS64511 Example Mobile' },
};

/** The strongest alert of the story. */
export async function alertOf({ name, records, world, changes }: Story): Promise<Alert> {
  const [alert] = await alertsOf(records, world);
  if (alert === undefined) throw new Error(`no alert came of ${name}`);
  const origins = alert.origins?.map((origin) => ({ ...origin, ...networks[origin.address] }));
  return { ...alert, ...(origins && { origins }), ...changes };
}
