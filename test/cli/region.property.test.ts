import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mustBeRegion } from '../../cli/region';

/** As AWS has them today (AWS General Reference), in all partitions. */
const regions =
  'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ' +
  'ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 ' +
  'eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 ' +
  'me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-iso-east-1 us-isob-east-1 ' +
  'us-isof-south-1 eu-isoe-west-1 us-west-1 us-west-2';

const refusal = (name: string): string => {
  try {
    mustBeRegion(name);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test.each(regions.split(' '))('%s is a region, and so is one of tomorrow beside it', (region) => {
  expect([refusal(region), refusal(region.replace(/\d$/, '9'))]).toEqual(['', '']);
});

describe('what is misspelt', () => {
  test.each([
    ['us-esat-1', 'us-east-1'],
    ['eu-nort-1', 'eu-north-1'],
    ['ap-notheast-3', 'ap-northeast-3'],
    ['US-EAST-1', 'us-east-1'],
    ['useast1', 'us-east-1'],
  ])('%s is refused, and %s named', (typo, region) => {
    expect(refusal(typo)).toBe(
      `--region "${typo}" is not a region (did you mean "${region}"?): expected one such as us-east-1`,
    );
  });

  test('whatever is typed, it is a region or refused, and what is meant would be taken', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z]{2}-[a-z]{3,6}-\d$/)), (name) => {
        const [, meant] = /did you mean "(.*)"\?\)/.exec(refusal(name)) ?? [];
        if (meant !== undefined) expect(refusal(meant)).toBe('');
      }),
    );
  });
});
