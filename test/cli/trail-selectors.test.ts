import { describe, expect, test } from '@jest/globals';
import { managementEvents, type Logged } from '../../cli/doctor/checks/management-events';

const category = { Field: 'eventCategory', Equals: ['Management'] };
const readOnly = (value: string) => ({ Field: 'readOnly', Equals: [value] });
const advanced = (...FieldSelectors: object[]) => ({ FieldSelectors: FieldSelectors as never[] });

describe('which management events a trail logs', () => {
  test.each<[string, Logged, Parameters<typeof managementEvents>[0]]>([
    ['nothing is selected', 'none', {}],
    [
      'a trail as the console makes it',
      'all',
      { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] },
    ],
    ['what is left out counts as AWS counts it', 'all', { EventSelectors: [{}] }],
    ['writes only', 'writes', { EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] }],
    ['data events only', 'none', { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: false }] }],
    [
      'both by two selectors',
      'all',
      { EventSelectors: [{ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }] },
    ],
    ['advanced: all', 'all', { AdvancedEventSelectors: [advanced(category)] }],
    ['advanced: writes', 'writes', { AdvancedEventSelectors: [advanced(category, readOnly('false'))] }],
    ['advanced: reads', 'reads', { AdvancedEventSelectors: [advanced(category, readOnly('true'))] }],
    [
      'advanced: all but KMS',
      'all',
      { AdvancedEventSelectors: [advanced(category, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] })] },
    ],
    [
      'advanced: of one service',
      'none',
      { AdvancedEventSelectors: [advanced(category, { Field: 'eventSource', Equals: ['s3.amazonaws.com'] })] },
    ],
    [
      'advanced: data events',
      'none',
      { AdvancedEventSelectors: [advanced({ Field: 'eventCategory', Equals: ['Data'] })] },
    ],
  ])('%s', (_, expected, selectors) => {
    expect(managementEvents(selectors)).toBe(expected);
  });
});
