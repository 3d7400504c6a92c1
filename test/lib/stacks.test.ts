import { describe, expect, test } from '@jest/globals';
import { type App, Stack, Stage } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { reachOf } from '../../lib/organization/reach';
import { addHome, addMember } from '../../lib/stacks/stacks';
import { config, newApp } from './synthesised';

const organization = { id: 'o-a1b2c3d4e5' };
const props = { config, reach: reachOf('sign-in', 'aws'), account: undefined, warnings: [] };
const destroying: string[] = [];
/** Given when the command builds; a name that fits no stack keeps this test from building. */
const deploying = ['none'];

function stacksFor(bundling: string[], add: (app: App) => void) {
  const app = newApp({ [BUNDLING_STACKS]: bundling });
  add(app);
  const names = (children: unknown[]) =>
    children.flatMap((child) => (child instanceof Stack ? [`${child.stackName} in ${child.region}`] : []));
  const stages = app.node.children.filter((child) => child instanceof Stage);
  return { single: names(app.node.children), staged: names(stages.flatMap(({ node }) => node.children)) };
}

const forwarders = [
  'mfa-watch-us-east-2 in us-east-2',
  'mfa-watch-eu-north-1 in eu-north-1',
  'mfa-watch-ap-southeast-2 in ap-southeast-2',
];

describe('at home', () => {
  const add = (app: App) => {
    addHome(app, props);
  };

  test('there is one stack for `cdk deploy`, and the forwarders beside it for `cdk deploy "**"`', () => {
    expect(stacksFor(deploying, add)).toEqual({ single: ['mfa-watch in us-east-1'], staged: forwarders });
  });

  test('there are all of them for `cdk destroy --all`', () => {
    expect(stacksFor(destroying, add)).toEqual({ single: ['mfa-watch in us-east-1', ...forwarders], staged: [] });
  });
});

describe('in a member account', () => {
  const reach = reachOf(['eu-west-1'], 'aws');
  const add =
    (memberOf: string, used = { ...config, organization }) =>
    (app: App) => {
      addMember(app, memberOf, { ...props, reach, config: used });
    };

  test('there is a stack for each region, the home region among them', () => {
    expect(stacksFor(deploying, add('111122223333'))).toEqual({
      single: ['mfa-watch-member-us-east-1 in us-east-1'],
      staged: ['mfa-watch-member-eu-west-1 in eu-west-1'],
    });
  });

  test('what is missing is said', () => {
    expect(() => stacksFor(destroying, add('us'))).toThrow(/-c memberOf: expected the account .*, got "us"/);
    const alone = (app: App) => {
      addMember(app, '111122223333', props);
    };
    expect(() => stacksFor(destroying, alone)).toThrow(/expected an organization in mfa-watch\.yaml/);
  });
});
