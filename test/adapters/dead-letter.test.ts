import { expect, it } from '@jest/globals';
import { openDeadLetter } from '../../lambda/adapters/dead-letter';

it('says of a message that is nested too deep that it is, instead of failing on all others too', () => {
  const Body = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(openDeadLetter({ Body }).unreadable).toBe('nested too deep');
});

it('takes a time that no date can hold as none', () => {
  expect(openDeadLetter({ Body: '{}', Attributes: { SentTimestamp: '9e99' } }).time).toBeUndefined();
});
