import { describe, expect, test } from '@jest/globals';
import { matches } from './filtering';
import { at, resourcesOf, synthesised } from './synthesised';

const subscriptions = resourcesOf(synthesised().template, 'AWS::SNS::Subscription').map(([, one]) => one);
const mail = subscriptions.find((one) => at(one, 'Protocol') === 'email');
const policy = at(mail, 'FilterPolicy');

describe('a mail is sent', () => {
  test.each([
    [{ kind: 'alert', update: 'new', severity: 'high' }],
    [{ kind: 'alert', update: 'raised' }],
    [{ kind: 'alert', update: 'unanswered' }],
    [{ kind: 'drill', update: 'new' }],
    [{ kind: 'alarm', severity: 'high' }],
    [{ kind: 'digest' }],
    [{ kind: 'flood' }],
    [{ kind: 'expectation' }],
    [{ kind: 'subscription' }],
    // Only where nobody was told in Slack, which the function decides.
    [{ kind: 'answer', severity: 'info' }],
    [{}],
  ])('of %j', (attributes) => {
    expect(matches(policy, attributes)).toBe(true);
  });
});

describe('no mail is sent', () => {
  test.each([
    ['that an alert is less bad than the last one said', { kind: 'alert', update: 'lowered' }],
    ['that all is well', { kind: 'heartbeat', update: 'new' }],
  ])('%s', (_, attributes) => {
    expect(matches(policy, attributes)).toBe(false);
  });
});
