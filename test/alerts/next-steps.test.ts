import { describe, expect, it } from '@jest/globals';
import type { Alert } from '../../lambda/alerts/alert';
import { screen } from '../../lambda/alerts/medium';
import { nextSteps } from '../../lambda/alerts/next-steps';
import { sampleAlert } from './sample-alert';

const ask = 'Ask the user in `target.name` about the device in `serialNumber`.';
const asked = 'Ask the user alice about the device alice-tablet.';
const stepOf = (step: string, changes: Partial<Alert> = {}): string =>
  nextSteps(sampleAlert(changes), { steps: [step], athenaTable: '' }, screen).join();
const { actor } = sampleAlert();

describe('a step', () => {
  it.each<[string, string, Partial<Alert>, string]>([
    ['holds what it names', ask, {}, asked],
    [
      'asks the keepers of root, since nobody can ask root',
      ask,
      { target: { type: 'Root', name: 'root' } },
      'Ask whoever keeps root’s password about the device alice-tablet.',
    ],
    [
      'names no single one of several users',
      ask,
      { targets: ['alice', 'carol', 'dave'] },
      'Ask the user in `target.name` (one of 3, listed in this alert) about the device alice-tablet.',
    ],
    [
      'keeps the field that nothing is known of',
      ask,
      { target: { type: 'unknown' }, targets: [] },
      'Ask the user in `target.name` about the device alice-tablet.',
    ],
    [
      'gives a day to whoever is not woken',
      `Within 15 minutes, ${ask}`,
      { severity: 'medium' },
      `Within a day, ${asked}`,
    ],
    ['gives minutes to whoever is', `Within 15 minutes, ${ask}`, { severity: 'high' }, `Within 15 minutes, ${asked}`],
    ['names a person', 'Ask the person behind `actor.arn`.', {}, 'Ask the person behind mallory.'],
    [
      'takes no service for a person',
      'Ask the person behind `actor.arn`.',
      { actor: { ...actor, credential: 'service', name: undefined } },
      'Ask whoever set this up: an AWS service did it.',
    ],
    [
      'that searches needs the field, too',
      'Search CloudTrail by `sourceIPAddress`.',
      {},
      'Search CloudTrail by `sourceIPAddress` (203.0.113.9).',
    ],
  ])('%s', (_, step, changes, expected) => {
    expect(stepOf(step, changes)).toBe(expected);
  });
});
