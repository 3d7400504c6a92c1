import { describe, expect, test } from '@jest/globals';
import { signInRegions } from '../../lambda/events/partition';
import { neededAsWell, notCovered, reachOf } from '../../lib/organization/reach';

describe('the regions that have a forwarder', () => {
  test.each([
    ['aws', 'us-east-1', ['us-east-2', 'eu-north-1', 'ap-southeast-2']],
    ['aws-us-gov', 'us-gov-west-1', ['us-gov-east-1']],
    ['aws-cn', 'cn-north-1', ['cn-northwest-1']],
    ['aws-eusc', 'eusc-de-east-1', []],
  ] as const)('are, by default in %s, those of the sign-in pages beside %s', (partition, home, forwarded) => {
    expect(reachOf('sign-in', partition)).toMatchObject({ home, forwarded, missing: [] });
  });

  test('are all that are enabled, if asked for', () => {
    const enabled = ['af-south-1', 'eu-north-1', 'us-east-1', 'us-east-2', 'ap-southeast-2'];
    const reach = reachOf('all-enabled', 'aws', enabled);
    expect(reach.forwarded).toEqual(['af-south-1', 'eu-north-1', 'us-east-2', 'ap-southeast-2']);
  });

  test('are those of the list, each once, and never the home region, which would forward to itself', () => {
    expect(reachOf(['us-east-1', 'eu-west-1', 'eu-west-1'], 'aws').forwarded).toEqual(['eu-west-1']);
    expect(reachOf([], 'aws').forwarded).toEqual([]);
  });

  test('are of the same partition', () => {
    expect(() => reachOf(['cn-north-1'], 'aws')).toThrow(
      /regions: cn-north-1: expected regions of aws, such as us-east-1/,
    );
  });
});

test('a misspelt region is named, one that is newer than this release is taken', () => {
  expect(() => reachOf(['eu-nort-1'], 'aws')).toThrow(
    'regions: eu-nort-1: expected a region (did you mean "eu-north-1"?)',
  );
  expect(reachOf(['eu-north-7'], 'aws').forwarded).toEqual(['eu-north-7']);
});

describe('what is not covered', () => {
  test('names sign-in regions without a forwarder', () => {
    expect(notCovered(reachOf(['eu-north-1'], 'aws'))).toMatch(/^Sign-ins .* in us-east-2, ap-southeast-2\./);
  });

  test('names what the default leaves out, and how to have it', () => {
    expect(notCovered(reachOf('sign-in', 'aws'))).toMatch(
      /^Regions other than us-east-1, us-east-2, eu-north-1, ap-southeast-2: .*Identity Center.*all-enabled/,
    );
  });

  test('is little if every enabled region has a forwarder', () => {
    expect(notCovered(reachOf('all-enabled', 'aws', [...signInRegions('aws'), 'eu-west-1']))).toMatch(
      /^Regions that are enabled later/,
    );
  });
});

describe('the stacks that are needed as well', () => {
  test('are named, since the home stack cannot know whether they are there', () => {
    expect(neededAsWell(reachOf(['eu-west-1'], 'aws'))).toMatch(/^Stacks mfa-watch-eu-west-1\. .*without "\*\*"/);
  });

  test('are none where there is one region', () => {
    expect(neededAsWell(reachOf([], 'aws'))).toBeUndefined();
  });
});
