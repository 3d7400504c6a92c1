import type { ListRulesResponse, Rule as Found } from '@aws-sdk/client-eventbridge';
import { isDeepStrictEqual } from 'node:util';
import { enabled } from '../../lambda/config/detection-settings';
import { partitionOf } from '../../lambda/config/partition';
import { detections } from '../../lambda/detections';
import {
  type DeployedRule,
  forwarderRules,
  guardRules,
  homeRuleName,
  homeRules,
} from '../../lambda/engine/deployed-rules';
import { rulesOf } from '../../lambda/engine/pattern';
import { bad, deployAgain, type Line, looking, ok, type Place } from './line';

/** That every rule is there, listens to what this version watches, and hands it over. */
export async function checkRules(place: Place): Promise<Line[]> {
  const { home, forwarded, account, config } = place;
  const rules = rulesOf(enabled(detections, config.detections));
  const start = `:lambda:${home}:${account}:function:`;
  const topic = `:sns:${home}:${account}:`;
  const bus = `arn:${partitionOf(home)}:events:${home}:${account}:event-bus/default`;
  const lines = await Promise.all([
    rulesOfRegion(home, homeRules(rules), (arn) => arn.includes(start)),
    rulesOfRegion(home, guardRules(), (arn) => arn.includes(topic), 'guard rules'),
    ...forwarded.map((region) => rulesOfRegion(region, forwarderRules(rules), (arn) => arn === bus)),
  ]);
  return lines.flat();
}

async function rulesOfRegion(
  region: string,
  expected: readonly DeployedRule[],
  isTarget: (arn: string) => boolean,
  what = 'rules',
): Promise<Line[]> {
  const sdk = await import('@aws-sdk/client-eventbridge');
  const client = new sdk.EventBridgeClient({ region });
  const isHandedOver = async (Rule: string): Promise<boolean> => {
    const { Targets = [] } = await client.send(new sdk.ListTargetsByRuleCommand({ Rule }));
    return Targets.some(({ Arn = '' }) => isTarget(Arn));
  };
  try {
    return await looking(`${what} ${region}`, 'events:ListRules and events:ListTargetsByRule', async () => {
      const there = await found((NextToken) =>
        client.send(new sdk.ListRulesCommand({ NamePrefix: homeRuleName(''), NextToken })),
      );
      const faults = await Promise.all(
        expected.map(async (rule) => faultOf(rule, there.get(rule.name)) ?? (await targetFault(rule, isHandedOver))),
      );
      const wrong = faults.filter((fault) => fault !== undefined);
      if (wrong.length === expected.length && there.size === 0)
        return [bad(`${what} ${region}`, 'there is none', deployAgain)];
      if (wrong.length > 0) return wrong.map(([fault, mend]) => bad(`${what} ${region}`, fault, mend));
      return [ok(`${what} ${region}`, `all ${expected.length} listen, and hand over what they see`)];
    });
  } finally {
    client.destroy();
  }
}

/** The rules of mfa-watch there, by name. */
async function found(
  pageAfter: (token: string | undefined) => Promise<ListRulesResponse>,
): Promise<Map<string, Found>> {
  const rules: Found[] = [];
  let token: string | undefined;
  do {
    const { Rules = [], NextToken } = await pageAfter(token);
    rules.push(...Rules);
    token = NextToken;
  } while (token !== undefined);
  return new Map(rules.map((rule) => [rule.Name ?? '', rule]));
}

/** What is wrong, and how to mend it. */
type Fault = [string, string];

const restored = 'find out who changed it (CloudTrail: PutRule, DisableRule, DeleteRule, RemoveTargets), then ';

function faultOf({ name, state, pattern }: DeployedRule, there: Found | undefined): Fault | undefined {
  if (there === undefined) return [`${name} is missing`, deployAgain];
  if (there.State === 'DISABLED') return [`${name} is DISABLED`, `${restored}aws events enable-rule --name ${name}`];
  if (there.State !== state) return [`${name} is ${there.State ?? 'in no state'}, expected ${state}`, afresh];
  if (pattern !== undefined && !isDeepStrictEqual(parsed(there.EventPattern), pattern))
    return [`${name} listens to something else than this version and mfa-watch.yaml say`, afresh];
  return undefined;
}

/** CloudFormation leaves alone what has not changed in its template. */
const afresh = `${restored}${deployAgain}; if that changes nothing, set it right in the EventBridge console`;

async function targetFault(
  { name }: DeployedRule,
  isHandedOver: (name: string) => Promise<boolean>,
): Promise<Fault | undefined> {
  return (await isHandedOver(name)) ? undefined : [`${name} hands nothing over: its target is missing`, afresh];
}

function parsed(pattern = ''): unknown {
  try {
    return JSON.parse(pattern);
  } catch {
    return undefined;
  }
}
