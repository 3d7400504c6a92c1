import { Annotations, type App, Stage } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import type { Config } from '../../lambda/config/config';
import { enabled } from '../../lambda/config/detection-settings';
import { detections } from '../../lambda/detections';
import { rulesOf } from '../../lambda/engine/catalogue/pattern';
import { forwarderStack, homeStack } from '../../lambda/engine/health/stack-names';
import { ForwarderStack } from './forwarder-stack';
import { HomeStack } from './home-stack';
import { MemberStack } from './member-stack';
import type { Reach } from '../organization/reach';

interface StacksProps {
  config: Config;
  reach: Reach;
  /** 12 digits; undefined: whichever account the credentials at deployment belong to. */
  account: string | undefined;
  /** What holds no more in the configuration, or does nothing. */
  warnings: readonly string[];
}

/** The home stack, and a forwarder for each region. */
export function addHome(app: App, { config, reach, account, warnings }: StacksProps): void {
  const rules = rulesOf(enabled(detections, config.detections));
  const home = new HomeStack(app, homeStack, { config, reach, account });
  for (const warning of warnings) Annotations.of(home).addWarningV2('mfa-watch:configuration', warning);
  const everywhere = besides(app);
  for (const region of reach.forwarded)
    new ForwarderStack(everywhere, forwarderStack(region), { region, account, home: reach.home, rules });
}

/**
 * The stacks of a member account: one for each region.
 *
 * @param memberOf the account that mfa-watch runs in.
 * @throws if that is none, or the configuration names no organization.
 */
export function addMember(app: App, memberOf: string, { config, reach, account }: StacksProps): void {
  if (!/^\d{12}$/.test(memberOf))
    throw new Error(`-c memberOf: expected the account that mfa-watch runs in, 12 digits, got "${memberOf}"`);
  if (config.organization === undefined)
    throw new Error('-c memberOf: expected an organization in mfa-watch.yaml: "organization: { id: o-a1b2c3d4e5 }"');
  const rules = rulesOf(enabled(detections, config.detections));
  const member = { homeAccount: memberOf, homeRegion: reach.home, organization: config.organization.id, rules };
  const everywhere = besides(app);
  for (const region of [reach.home, ...reach.forwarded])
    new MemberStack(region === reach.home ? app : everywhere, `mfa-watch-member-${region}`, {
      region,
      account,
      ...member,
    });
}

/**
 * `cdk deploy` without a name takes an app with a single stack beside those in stages; `cdk destroy --all` takes only
 * those that are not in a stage. So the other regions are in a stage for commands that build, and not for the others.
 */
function besides(app: App): App | Stage {
  const built = (app.node.tryGetContext(BUNDLING_STACKS) as string[] | undefined) ?? ['**'];
  return built.length === 0 ? app : new Stage(app, 'everywhere');
}
