import type { AdvancedEventSelector, EventSelector, GetEventSelectorsResponse } from '@aws-sdk/client-cloudtrail';

/** Which management events a trail logs. */
export type Logged = 'all' | 'writes' | 'reads' | 'none';

/** A trail has selectors of one kind (CloudTrail API reference, GetEventSelectors). */
export function managementEvents({
  EventSelectors,
  AdvancedEventSelectors,
}: Partial<GetEventSelectorsResponse>): Logged {
  const each = [...(EventSelectors ?? []).map(ofBasic), ...(AdvancedEventSelectors ?? []).map(ofAdvanced)];
  if (each.includes('all') || (each.includes('writes') && each.includes('reads'))) return 'all';
  return each.find((logged) => logged !== 'none') ?? 'none';
}

function ofBasic({ IncludeManagementEvents, ReadWriteType }: EventSelector): Logged {
  if (IncludeManagementEvents === false) return 'none';
  return ({ ReadOnly: 'reads', WriteOnly: 'writes', All: 'all' } as const)[ReadWriteType ?? 'All'];
}

/** One that names services leaves others out; one that leaves services out (KMS is the usual one) does not count less. */
function ofAdvanced({ FieldSelectors = [] }: Partial<AdvancedEventSelector>): Logged {
  const equals = (field: string) => FieldSelectors.find(({ Field }) => Field === field)?.Equals;
  if (equals('eventCategory')?.includes('Management') !== true) return 'none';
  const others = FieldSelectors.filter(({ Field = '' }) => !['eventCategory', 'readOnly'].includes(Field));
  if (others.some(({ NotEquals, NotStartsWith }) => NotEquals === undefined && NotStartsWith === undefined))
    return 'none';
  const readOnly = equals('readOnly');
  if (readOnly === undefined) return 'all';
  return readOnly.includes('true') ? 'reads' : 'writes';
}
