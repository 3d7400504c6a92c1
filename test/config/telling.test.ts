import { expect, test } from '@jest/globals';
import { asInYaml, tellingOf } from '../../lambda/config/telling';
import { parse } from './parsing';

const yaml = `
organization: { id: o-a1b2c3d4e5 }
email: security@example.com
minSeverity: high
slack:
  - { workspaceId: T01ABCDEF, channelId: C01ABCDEF, name: security }
overrides:
  - name: payments
    accounts: ["222233334444"]
    email: payments@example.com
    slack:
      - { workspaceId: T01ABCDEF, channelId: C01ABCDEF, name: again, minSeverity: low }
      - { workspaceId: T01ABCDEF, channelId: C02ABCDEF, name: payments }
  - name: quiet
    accounts: ["333344445555"]
    minSeverity: critical
destinations:
  - { name: pager, queue: true, when: unanswered }
`;

test('who is told of what follows from the configuration, and a channel that is named twice is one', () => {
  const parsed = parse(yaml);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const { places, routes, besides } = tellingOf(parsed.config);
  expect(places.map(({ name, kind }) => [name, kind])).toEqual([
    ['alerts', 'alerts'],
    ['slack-security', 'chat'],
    ['alerts-payments', 'alerts'],
    ['slack-payments-payments', 'chat'],
    ['to-pager', 'queue'],
  ]);
  expect(places.find(({ name }) => name === 'alerts-payments')?.addresses).toEqual(['payments@example.com']);
  const told = routes.map(({ destinations }) => destinations.map(({ name, minSeverity }) => `${name} ${minSeverity}`));
  expect(told).toEqual([
    ['alerts-payments high', 'slack-security low', 'slack-payments-payments high'],
    ['alerts critical', 'slack-security high'],
    ['alerts high', 'slack-security high'],
  ]);
  expect(besides).toMatchObject([{ destinations: [{ name: 'to-pager', minSeverity: 'high', when: 'unanswered' }] }]);
});

test('people read of a destination what mfa-watch.yaml calls it, and no two are called the same', () => {
  const parsed = parse(yaml);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const names = tellingOf(parsed.config).places.map(({ name }) => asInYaml(name));
  expect(names).toEqual(['email', 'slack:security', 'email:payments', 'slack:payments-payments', 'pager']);
  expect([asInYaml('guard'), asInYaml('to-to-pager')]).toEqual(['guard', 'to-pager']);
});
