import { describe, expect, test } from '@jest/globals';
import { enrolmentOf } from '../../lambda/posture/enrolment';
import { decide } from '../../lambda/posture/policy-decision';
import { correctionOf } from '../../lambda/posture/policy-correction';
import type { Situation } from '../../lambda/posture/policy-condition';
import { alice, policy } from '../../lambda/posture/samples';
import type { User } from '../../lambda/posture/snapshot';
import { cases as composed } from './policy-cases';
import { publishedCases } from './published-policies';
import {
  present,
  age,
  making,
  enabling,
  asksBool,
  unlessMfa,
  of,
  allow,
  deny,
  enrol,
  workWithMfa,
  behindMfa,
} from './statements';

const cases = [...publishedCases, ...composed];

test('there are at least a hundred, and none stands twice', () => {
  const told = cases.map((example) => JSON.stringify(example.slice(1)));
  expect(cases.length).toBeGreaterThanOrEqual(100);
  expect(new Set(cases.map(([name]) => name)).size).toBe(cases.length);
  expect(new Set(told).size).toBe(told.length);
});

describe('what a stolen key can make of these policies', () => {
  test.each(cases)('%s: %s', (_, verdict, ...documents) => {
    expect(enrolmentOf(alice(...documents)).verdict).toBe(verdict);
  });
});

describe('what else decides', () => {
  const exposed = alice(of(enrol, workWithMfa));
  const within = (layers: Partial<User['layers']>): User => ({ ...exposed, layers: { ...exposed.layers, ...layers } });
  const everything = policy(of(allow('*')), 'p');

  test.each([
    ['a boundary that allows all', 'exposed', within({ boundary: everything })],
    ['a boundary that leaves enrolment out', 'cannot enrol', within({ boundary: policy(of(allow('s3:*'))) })],
    ['a boundary that leaves the gain out', 'gains nothing', within({ boundary: policy(of(allow('iam:*'))) })],
    ['a boundary that cannot be read', 'not decided', within({ boundary: policy({}) })],
    ['an SCP that allows all', 'exposed', within({ scps: [[everything]] })],
    ['an SCP that denies enrolment', 'cannot enrol', within({ scps: [[everything, policy(of(deny(enabling)))]] })],
    ['a level of SCPs that allows nothing', 'cannot enrol', within({ scps: [[everything], []] })],
    ['a boundary that asks for MFA', 'cannot enrol', within({ boundary: policy(of(allow('*', '*', asksBool))) })],
    [
      'a boundary that denies all but enrolment to a key, and all rights',
      'exposed',
      {
        ...alice(of(allow('*'))),
        layers: { ...alice(of(allow('*'))).layers, boundary: policy(of(allow('*'), behindMfa)) },
      },
    ],
    [
      'an SCP that denies all but enrolment to a key, and all rights',
      'exposed',
      {
        ...alice(of(allow('*'))),
        layers: { ...alice(of(allow('*'))).layers, scps: [[everything, policy(of(behindMfa))]] },
      },
    ],
  ])('%s: %s', (_, verdict, user) => {
    expect(enrolmentOf(user).verdict).toBe(verdict);
  });

  test('a user with a path in the name', () => {
    const nested = { ...exposed, arn: 'arn:aws:iam::111122223333:user/staff/alice' };
    expect(enrolmentOf(nested).verdict).toBe('cannot enrol');
    expect(enrolmentOf({ ...nested, ...alice(of(allow([making, enabling]), workWithMfa)) }).verdict).toBe('exposed');
  });
});

describe('the three ways to call', () => {
  const table: [string, object, Record<Situation, string>][] = [
    ['Bool true', asksBool, expected('deny', 'allow', 'deny')],
    ['Bool false', { Bool: { [present]: 'false' } }, expected('deny', 'deny', 'allow')],
    ['BoolIfExists false', unlessMfa, expected('allow', 'deny', 'allow')],
    ['BoolIfExists true', { BoolIfExists: { [present]: 'true' } }, expected('allow', 'allow', 'deny')],
    ['Null true', { Null: { [present]: 'true' } }, expected('allow', 'deny', 'deny')],
    ['Null false', { Null: { [present]: 'false' } }, expected('deny', 'allow', 'allow')],
    ['age', { NumericLessThan: { [age]: 900 } }, expected('deny', 'allow', 'deny')],
    ['age if there is one', { NumericLessThanIfExists: { [age]: 900 } }, expected('allow', 'allow', 'allow')],
  ];

  test.each(table)('an Allow with %s', (_, condition, verdicts) => {
    const { layers } = alice(of(allow('s3:*', '*', condition)));
    for (const [situation, verdict] of Object.entries(verdicts) as [Situation, string][]) {
      const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::a/b' };
      expect([situation, decide(layers, request, { userName: 'alice', situation }).verdict]).toEqual([
        situation,
        verdict,
      ]);
    }
  });

  function expected(key: string, mfa: string, console: string): Record<Situation, string> {
    return { 'long-term key': key, 'session with MFA': mfa, 'console without MFA': console };
  }
});

describe('the correction', () => {
  const corrected = (user: User): User => {
    const enrolment = enrolmentOf(user);
    const { policy: id, document } = correctionOf('steps' in enrolment ? (enrolment.steps[1]?.by ?? []) : []);
    const others = user.layers.identity.filter((one) => one.id !== id);
    return { ...user, layers: { ...user.layers, identity: [...others, policy(document, id)] } };
  };

  test.each(cases.filter(([, verdict]) => verdict === 'exposed'))('of %s ends it', (_, __, ...documents) => {
    expect(enrolmentOf(corrected(alice(...documents))).verdict).toBe('cannot enrol');
  });

  test('leaves the console to a new user', () => {
    const request = { action: enabling, resource: alice().arn };
    const { layers } = corrected(alice(of(enrol, workWithMfa)));
    expect(decide(layers, request, { userName: 'alice', situation: 'console without MFA' }).verdict).toBe('allow');
  });

  test('is a diff that patch can apply', () => {
    const enrolment = enrolmentOf(alice(of(enrol, workWithMfa)));
    const by = 'steps' in enrolment ? (enrolment.steps[1]?.by ?? []) : [];
    expect(correctionOf(by).diff).toMatchInlineSnapshot(`
     "--- user/alice/policy-1
     +++ user/alice/policy-1
     @@ -21,6 +21,20 @@
                "aws:MultiFactorAuthPresent": "true"
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
      }"
    `);
  });

  test('of one of AWS’s own policies is a policy to add', () => {
    const owned = policy(of(enrol), 'arn:aws:iam::aws:policy/Own');
    const [statement] = owned.text.statements;
    expect(statement).toBeDefined();
    const by = statement === undefined ? [] : [{ policy: owned, place: 1, statement }];
    expect(correctionOf(by).diff).toContain('--- /dev/null\n+++ new policy of the user\n@@ -0,0 +1,');
  });
});
