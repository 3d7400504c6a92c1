import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { snapshotActions } from '../../lambda/adapters/snapshot/snapshot-iam';
import { ForwarderStack } from '../../lib/stacks/forwarder-stack';
import { MemberStack } from '../../lib/stacks/member-stack';
import { templates } from '../../lib/templates';
import { everything } from './every-destination';
import { type Listed, statementsOf } from './statements';
import { newApp, synthesised } from './synthesised';

const file = join(__dirname, '../../docs/permissions.md');
const home = 'us-east-1';
const ofMember = { homeAccount: '111122223333', homeRegion: home, organization: 'o-a1b2c3d4e5' };

const bodyOf = (stack: Stack) =>
  Template.fromStack(stack).toJSON() as { Resources: Parameters<typeof statementsOf>[0] };
const listed = (stack: Stack): Listed[] => statementsOf(bodyOf(stack).Resources);

const parts = [
  {
    title: 'Home stack',
    about: 'With an organization and one destination of each kind; without them there is less.',
    stack: synthesised({ config: everything, account: undefined }).stack,
  },
  {
    title: 'Forwarder, in every other region',
    about: 'Of the home account.',
    stack: new ForwarderStack(newApp(), 'forwarder', { region: 'eu-north-1', home }),
  },
  {
    title: 'Member account',
    about: 'In each region; the role for look-ups is in the home region only.',
    stack: new MemberStack(newApp(), 'member', { region: home, ...ofMember }),
  },
].map((part) => ({ ...part, statements: listed(part.stack) }));

const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join('<br>');

function rowOf({ on, effect, who, actions, resources, conditions }: Listed): string {
  return `| ${on} | ${effect} | ${code([who])} | ${code(actions)} | ${code(resources)} | ${code(conditions)} |`;
}

function page(): string {
  const sections = parts.map(
    ({ title, about, statements }) =>
      `## ${title}\n\n${about}\n\n| on | effect | who | actions | resources | only if |\n| --- | --- | --- | --- | --- | --- |\n` +
      `${[...new Set(statements.map(rowOf))].join('\n')}\n`,
  );
  return [
    '# Every permission\n',
    'Every statement of every policy that a deployment makes, and every permission to invoke a function, read out of the',
    'templates. `<Name>` stands for a part of the stack, or for what CloudFormation knows (`<Partition>`, `<AccountId>`, `<Region>`).',
    '`*` as the resource of a key’s policy means that key. What the statements are for is in the [threat model](threat-model.md).\n',
    'This page is written by `GOLDEN=write npx jest test/lib/permissions`; the test fails on a statement that is not here.\n',
    sections.join('\n'),
  ].join('\n');
}

it('every statement of every template is one of those that docs/permissions.md lists', () => {
  if (process.env['GOLDEN'] === 'write') writeFileSync(file, page());
  expect(readFileSync(file, 'utf8')).toBe(page());
});

describe('of all that is allowed', () => {
  const all = parts.flatMap(({ title, statements }) => statements.map((statement) => ({ title, ...statement })));
  const allowed = all.filter(({ effect }) => effect === 'Allow');

  it('only calls to which AWS gives no narrower resource, and a key about itself, name any resource', () => {
    const ofRoot = ['iam:GetAccountSummary', 'iam:ListVirtualMFADevices'];
    const wide = allowed.filter(({ resources }) => resources.includes('*'));
    expect(wide.map(({ on, actions }) => [on, ...actions])).toEqual([
      ['TopicsKey', 'kms:*'],
      ['GuardKey', 'kms:*'],
      ['GuardKey', 'kms:Decrypt', 'kms:GenerateDataKey*'],
      ['DetectRoleDefaultPolicy', ...ofRoot],
      ['ReconcileRoleDefaultPolicy', 'cloudtrail:LookupEvents', ...ofRoot],
      ['PostureRoleDefaultPolicy', ...[...snapshotActions].sort()],
      ['HeartbeatBeatRoleDefaultPolicy', 'events:ListRuleNamesByTarget', 'events:ListRules'],
      ['MemberInventoryDefaultPolicy', ...ofRoot],
    ]);
  });

  it('only one call names many actions by a star, as SNS asks for it, and a key lets its account rule it', () => {
    const wide = allowed.flatMap(({ actions }) => actions).filter((action) => action.includes('*'));
    expect([...new Set(wide)].sort()).toEqual(['kms:*', 'kms:GenerateDataKey*']);
  });

  it('anybody is meant only where a condition names who', () => {
    const open = allowed.filter(({ who }) => who.includes('*'));
    for (const { conditions } of open) expect(conditions.join()).toMatch(/aws:PrincipalOrgID.*aws:PrincipalArn/);
  });

  it('nothing is given by a policy that AWS keeps and may widen', () => {
    expect(JSON.stringify(parts.map(({ stack }) => bodyOf(stack)))).not.toMatch(/"ManagedPolicyArns"/);
  });
});

it('the templates for those who have no CDK grant nothing else', () => {
  // Account, region and organization are parameters there.
  const brief = ({ on, effect, actions }: Listed): string => [on, effect, ...actions].join(' ');
  const known = new Set(parts.flatMap(({ statements }) => statements.map(brief)));
  const of = Object.values(templates(newApp(), { ...everything, destinations: [] })).flatMap(listed);
  expect(of.length).toBeGreaterThan(30);
  expect(of.map(brief).filter((one) => !known.has(one))).toEqual([]);
});
