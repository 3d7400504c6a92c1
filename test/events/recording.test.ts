import { describe, expect, test } from '@jest/globals';
import { recordingOf, type Recording } from '../../lambda/events/recording';

const category = { field: 'eventCategory', equals: ['Management'] };
const readOnly = (value: string) => ({ field: 'readOnly', equals: [value] });
const without = (...notEquals: string[]) => ({ field: 'eventSource', notEquals });
const advanced = (...fieldSelectors: object[]) => ({ advancedEventSelectors: [{ fieldSelectors }] });

describe('which management events a trail records', () => {
  test.each<[string, Recording | undefined, Parameters<typeof recordingOf>[0]]>([
    ['nothing is selected', 'none', {}],
    [
      'a trail as the console makes it',
      'all',
      { eventSelectors: [{ readWriteType: 'All', includeManagementEvents: true }] },
    ],
    ['what is left out counts as AWS counts it', 'all', { eventSelectors: [{}] }],
    ['writes only', 'writes', { eventSelectors: [{ readWriteType: 'WriteOnly', includeManagementEvents: true }] }],
    ['data events only', 'none', { eventSelectors: [{ readWriteType: 'All', includeManagementEvents: false }] }],
    [
      'both by two selectors',
      'all',
      { eventSelectors: [{ readWriteType: 'ReadOnly' }, { readWriteType: 'WriteOnly' }] },
    ],
    ['advanced: all', 'all', advanced(category)],
    ['advanced: writes', 'writes', advanced(category, readOnly('false'))],
    ['advanced: reads', 'reads', advanced(category, readOnly('true'))],
    ['advanced: all but KMS', 'all', advanced(category, without('kms.amazonaws.com'))],
    ['advanced: all but KMS and IAM', 'some', advanced(category, without('kms.amazonaws.com', 'iam.amazonaws.com'))],
    ['advanced: of one service', 'some', advanced(category, { field: 'eventSource', equals: ['s3.amazonaws.com'] })],
    ['advanced: data events', 'none', advanced({ field: 'eventCategory', equals: ['Data'] })],
    ['no list', undefined, { eventSelectors: 'All' }],
  ])('%s', (_, expected, selectors) => {
    expect(recordingOf(selectors)).toBe(expected);
  });
});
