import { expect, it } from '@jest/globals';
import { questionIn } from '../../lambda/engine/health/self-check';

const accounts = ['222233334444'];

it('a question is one only if it says nothing else, so that nothing from a bus is taken for one', () => {
  expect(questionIn({ selfCheck: { accounts } })).toEqual({ accounts });
  expect(
    questionIn({ source: 'mfa-watch', 'detail-type': 'mfa-watch drill', selfCheck: { accounts } }),
  ).toBeUndefined();
  expect(questionIn({ selfCheck: { accounts: Array.from({ length: 21 }, () => '222233334444') } })).toBeUndefined();
});
