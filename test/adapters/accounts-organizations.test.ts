import { beforeEach, describe, expect, it } from '@jest/globals';
import { DescribeAccountCommand, ListParentsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { ConfiguredAccounts } from '../../lambda/adapters/accounts-configured';
import { OrganizationsAccounts } from '../../lambda/adapters/accounts-organizations';

const member = '222233334444';
const [team, department] = ['ou-ab12-team00000', 'ou-ab12-department'];
const minute = 60_000;
const organizations = mockClient(OrganizationsClient);
let now: number;
let told: string[];

function accounts(names: Record<string, string> = {}, region = 'us-east-1'): OrganizationsAccounts {
  const journal = { unknownAccount: (why: string) => void told.push(why) };
  return new OrganizationsAccounts(
    () => Promise.resolve(new OrganizationsClient({ region })),
    new ConfiguredAccounts(names),
    journal,
    () => now,
  );
}

const above = (child: string, Id: string, Type: 'ORGANIZATIONAL_UNIT' | 'ROOT') =>
  organizations.on(ListParentsCommand, { ChildId: child }).resolves({ Parents: [{ Id, Type }] });

beforeEach(() => {
  now = 0;
  told = [];
  organizations.reset();
  organizations.on(DescribeAccountCommand, { AccountId: member }).resolves({ Account: { Name: 'payments-prod' } });
  above(member, team, 'ORGANIZATIONAL_UNIT');
  above(team, department, 'ORGANIZATIONAL_UNIT');
  above(department, 'r-ab12', 'ROOT');
});

describe('an account of the organization', () => {
  it('has a name, and units from the nearest to the one below the root', async () => {
    expect(await accounts().describe(member)).toEqual({
      name: 'payments-prod',
      organizationalUnits: [team, department],
    });
    expect(told).toEqual([]);
  });

  it('right below the root is in no unit', async () => {
    above(member, 'r-ab12', 'ROOT');
    expect(await accounts().describe(member)).toMatchObject({ organizationalUnits: [] });
  });

  it('is called as mfa-watch.yaml calls it, and then not asked for its name', async () => {
    expect(await accounts({ [member]: 'Payments' }).describe(member)).toMatchObject({ name: 'Payments' });
    expect(organizations.commandCalls(DescribeAccountCommand)).toHaveLength(0);
  });

  it('is asked about once in 15 minutes', async () => {
    const asked = accounts();
    for (const time of [0, 15 * minute - 1]) {
      now = time;
      await asked.describe(member);
    }
    expect(organizations.calls()).toHaveLength(4);
    now = 15 * minute;
    await asked.describe(member);
    expect(organizations.calls()).toHaveLength(8);
  });
});

describe('where Organizations refuses', () => {
  const denied = Object.assign(new Error('You don’t have permissions'), { name: 'AccessDeniedException' });
  const why = `AWS Organizations could not be asked about account ${member} (AccessDeniedException)`;

  it('nothing is known, and the journal told once; it is asked again after 5 minutes', async () => {
    organizations.rejects(denied).on(ListParentsCommand).rejects(denied).on(DescribeAccountCommand).rejects(denied);
    const asked = accounts();
    for (const time of [0, 5 * minute - 1]) {
      now = time;
      expect(await asked.describe(member)).toEqual({ name: undefined, organizationalUnits: [], why });
    }
    expect(told).toEqual([why]);
    now = 5 * minute;
    organizations.on(DescribeAccountCommand).resolves({ Account: { Name: 'payments-prod' } });
    expect(await asked.describe(member)).toEqual({ name: 'payments-prod', organizationalUnits: [], why });
  });

  it('a part of the way up, no unit is known: an override for one farther up might come first', async () => {
    organizations.on(ListParentsCommand, { ChildId: department }).rejects(denied);
    expect(await accounts().describe(member)).toEqual({ name: 'payments-prod', organizationalUnits: [], why });
  });
});

it.each([
  ['us-east-1', 'organizations.us-east-1.amazonaws.com'],
  ['eu-north-1', 'organizations.us-east-1.amazonaws.com'],
  ['us-gov-east-1', 'organizations.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'organizations.cn-northwest-1.amazonaws.com.cn'],
  ['eusc-de-east-1', 'organizations.eusc-de-east-1.amazonaws.eu'],
])('the SDK finds Organizations of the partition from %s', (region, host) => {
  const { config } = new OrganizationsClient({ region });
  expect(config.endpointProvider({ Region: region }).url.host).toBe(host);
});
