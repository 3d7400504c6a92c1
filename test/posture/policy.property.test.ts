import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { enrolmentOf, reach } from '../../lambda/posture/enrolment';
import { globClasses } from '../../lambda/posture/glob-classes';
import { situations } from '../../lambda/posture/policy-condition';
import { decide, type Verdict } from '../../lambda/posture/policy-decision';
import { globMatches } from '../../lambda/posture/policy-match';
import { parsePolicy } from '../../lambda/posture/policy';
import { alice, policy } from '../../lambda/posture/samples';
import type { User } from '../../lambda/posture/snapshot';

const present = 'aws:MultiFactorAuthPresent';
const actions = [
  '*',
  'iam:*',
  'iam:*MFADevice',
  'iam:CreateVirtualMFADevice',
  'iam:EnableMFADevice',
  's3:*',
  's3:Get*',
];
const resources = ['*', 'arn:aws:iam::*:mfa/*', 'arn:aws:iam::*:user/${aws:username}', 'arn:aws:s3:::a/*'];
const conditions = [
  {},
  { Bool: { [present]: 'true' } },
  { Bool: { [present]: 'false' } },
  { BoolIfExists: { [present]: 'false' } },
  { Null: { [present]: 'true' } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
  { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
];

const statement = (effects: string[]) =>
  fc
    .record({
      effect: fc.constantFrom(...effects),
      action: fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 3 }),
      notAction: fc.boolean(),
      resource: fc.uniqueArray(fc.constantFrom(...resources), { minLength: 1, maxLength: 2 }),
      notResource: fc.boolean(),
      condition: fc.constantFrom(...conditions),
    })
    .map((one) => ({
      Effect: one.effect,
      [one.notAction ? 'NotAction' : 'Action']: one.action,
      [one.notResource ? 'NotResource' : 'Resource']: one.resource,
      Condition: one.condition,
    }));

const anyStatement = statement(['Allow', 'Deny']);
const documentsOf = (statements: readonly object[][]) =>
  statements.map((Statement) => ({ Version: '2012-10-17', Statement }));
const documents = fc.array(fc.array(anyStatement, { maxLength: 4 }), { maxLength: 3 }).map(documentsOf);
const requests = ['iam:EnableMFADevice', 'iam:ListUsers', 's3:GetObject', 's3:PutObject', 'ec2:RunInstances'].flatMap(
  (action) => ['arn:aws:iam::111122223333:user/alice', 'arn:aws:s3:::a/b'].map((resource) => ({ action, resource })),
);
const order: Verdict[] = ['deny', 'not decided', 'allow'];
const verdicts = ({ layers }: User) =>
  situations.flatMap((situation) =>
    requests.map((request) => order.indexOf(decide(layers, request, { userName: 'alice', situation }).verdict)),
  );
const reached = (user: User) => requests.map((request) => order.indexOf(reach(user, request)));

function expectNoSafer(before: User, after: User): void {
  const [earlier, later] = [verdicts(before), verdicts(after)];
  later.forEach((verdict, index) => {
    expect(verdict).toBeGreaterThanOrEqual(earlier[index] ?? 0);
  });
  const reachedBefore = reached(before);
  reached(after).forEach((verdict, index) => {
    expect(verdict).toBeGreaterThanOrEqual(reachedBefore[index] ?? 0);
  });
  // Who could enrol still can; what is behind MFA may have become open to the key itself, which is no safer.
  if (enrolmentOf(before).verdict !== 'cannot enrol') expect(enrolmentOf(after).verdict).not.toBe('cannot enrol');
}

describe('more permission never makes a user safer', () => {
  test('an Allow more', () => {
    fc.assert(
      fc.property(documents, statement(['Allow']), (given, more) => {
        expectNoSafer(alice(...given), alice(...given, ...documentsOf([[more]])));
      }),
    );
  });

  test('a Deny less', () => {
    fc.assert(
      fc.property(documents, statement(['Deny']), (given, deny) => {
        expectNoSafer(alice(...given, ...documentsOf([[deny]])), alice(...given));
      }),
    );
  });

  test('no boundary any more', () => {
    fc.assert(
      fc.property(documents, fc.array(anyStatement, { maxLength: 4 }), (given, bounding) => {
        const free = alice(...given);
        const [boundary] = documentsOf([bounding]).map((document) => policy(document, 'boundary'));
        expectNoSafer({ ...free, layers: { ...free.layers, ...(boundary && { boundary }) } }, free);
      }),
    );
  });
});

test('service control policies never give anything: a level less never makes a user safer', () => {
  fc.assert(
    fc.property(documents, fc.array(documents, { minLength: 1, maxLength: 3 }), (given, levels) => {
      const free = alice(...given);
      const scps = levels.map((level) => level.map((document, index) => policy(document, `scp-${index}`)));
      const [, ...fewer] = scps;
      const under = (some: typeof scps): User => ({ ...free, layers: { ...free.layers, scps: some } });
      expectNoSafer(under(scps), under(fewer));
    }),
  );
});

test('the order of statements and policies never matters', () => {
  const shuffled = fc
    .tuple(fc.array(anyStatement, { maxLength: 4 }), fc.array(anyStatement, { maxLength: 4 }))
    .chain(([first, second]) => {
      const permuted = (all: object[]) => fc.shuffledSubarray(all, { minLength: all.length });
      return fc.tuple(fc.constant([first, second]), permuted(second), permuted(first));
    });
  fc.assert(
    fc.property(shuffled, ([given, second, first]) => {
      const [before, after] = [alice(...documentsOf(given)), alice(...documentsOf([second, first]))];
      expect(verdicts(after)).toEqual(verdicts(before));
      expect(enrolmentOf(after).verdict).toBe(enrolmentOf(before).verdict);
    }),
  );
});

test('who is exposed reaches with MFA what the key alone does not', () => {
  fc.assert(
    fc.property(documents, (given) => {
      const user = alice(...given);
      const gains = requests.filter(
        (request) =>
          request.action !== 'iam:EnableMFADevice' &&
          reach(user, request) === 'allow' &&
          decide(user.layers, request, { userName: 'alice', situation: 'long-term key' }).verdict === 'deny',
      );
      if (gains.length > 0) expect(enrolmentOf(user).verdict).toBe('exposed');
    }),
  );
});

describe('globs', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });

  test('match as a regular expression would', () => {
    fc.assert(
      fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 }), (pattern, subject) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(globMatches(pattern, subject)).toBe(expression.test(subject));
      }),
    );
  });

  test('every text matches the same patterns as one of its classes', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.string({ maxLength: 8 }), (patterns, subject) => {
        const matched = (one: string) => patterns.map((pattern) => globMatches(pattern, one)).join();
        expect([...globClasses(patterns)].map((one = '') => matched(one))).toContain(matched(subject));
      }),
    );
  });

  test('within what is of interest, every text has one of the classes too, and no other', () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 4 }),
        fc.array(text, { minLength: 1, maxLength: 2 }),
        fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 3 }),
        fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 }),
        (patterns, one, stem, subject) => {
          const isWanted = (candidate: string) =>
            candidate.startsWith(stem) && one.some((pattern) => globMatches(pattern, candidate));
          const matched = (candidate: string) => patterns.map((pattern) => globMatches(pattern, candidate)).join();
          const classes = [...globClasses(patterns, { stem, one })].map((candidate = '') => candidate);
          for (const candidate of classes) expect(isWanted(candidate)).toBe(true);
          if (isWanted(stem + subject)) expect(classes.map(matched)).toContain(matched(stem + subject));
        },
      ),
    );
  });

  test('so many states that nobody can look at them are said to be', () => {
    expect([...globClasses(['a*b?c*', '*a??b', '*b???a'], {}, 10)]).toContain(undefined);
  });
});

test('any document is read, and what is none may allow and deny anything', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => {
      expect(() => parsePolicy(document)).not.toThrow();
      expect(enrolmentOf(alice({ Statement: document })).verdict).toBeDefined();
    }),
  );
});
