import type { ListRulesResponse } from '@aws-sdk/client-eventbridge';
import { enabled } from '../../../lambda/config/detection-settings';
import { partitionOf } from '../../../lambda/events/partition';
import { detections } from '../../../lambda/detections';
import {
  type DeployedRule,
  forwarderRules,
  guardRules,
  homeRuleName,
  homeRules,
} from '../../../lambda/engine/health/deployed-rules';
import { rulesOf } from '../../../lambda/engine/catalogue/pattern';
import { faultOf, type RuleFault, type RuleThere } from '../../../lambda/engine/health/rule-fault';
import { bad, deployAgain, type Line, looking, ok, type Place } from './line';

/** That every rule is there, listens to what this version watches, and hands it over. */
export async function checkRules(place: Place): Promise<Line[]> {
  const { home, forwarded, account, config } = place;
  const rules = rulesOf(enabled(detections, config.detections));
  const start = `:lambda:${home}:${account}:function:`;
  const topic = `:sns:${home}:${account}:`;
  const bus = `arn:${partitionOf(home)}:events:${home}:${account}:event-bus/default`;
  const lines = await Promise.all([
    rulesOfRegion(home, homeRules(rules, config.posture.enabled), (arn) => arn.includes(start)),
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
  const targetsOf = async (Rule: string): Promise<string[]> => {
    const { Targets = [] } = await client.send(new sdk.ListTargetsByRuleCommand({ Rule }));
    return Targets.map(({ Arn = '' }) => Arn);
  };
  try {
    return await looking(`${what} ${region}`, 'events:ListRules and events:ListTargetsByRule', async () => {
      const there = await found((NextToken) =>
        client.send(new sdk.ListRulesCommand({ NamePrefix: homeRuleName(''), NextToken })),
      );
      const faults = await Promise.all(
        expected.map(async (rule) => {
          const fault = await faultOf(rule, there.get(rule.name), () => targetsOf(rule.name), isTarget);
          return fault && bad(`${what} ${region}`, fault.text, remedyOf(fault, rule));
        }),
      );
      const wrong = faults.filter((fault) => fault !== undefined);
      if (wrong.length === expected.length && there.size === 0)
        return [bad(`${what} ${region}`, 'there is none', deployAgain)];
      if (wrong.length > 0) return wrong;
      return [ok(`${what} ${region}`, `all ${expected.length} listen, and hand over what they see`)];
    });
  } finally {
    client.destroy();
  }
}

/** The rules of mfa-watch there, by name. */
async function found(
  pageAfter: (token: string | undefined) => Promise<ListRulesResponse>,
): Promise<Map<string, RuleThere>> {
  const rules: (RuleThere & { name: string })[] = [];
  let token: string | undefined;
  do {
    const { Rules = [], NextToken } = await pageAfter(token);
    rules.push(
      ...Rules.map(({ Name = '', State, EventPattern }) => ({ name: Name, state: State, pattern: EventPattern })),
    );
    token = NextToken;
  } while (token !== undefined);
  return new Map(rules.map((rule) => [rule.name, rule]));
}

const restored = 'find out who changed it (CloudTrail: PutRule, DisableRule, DeleteRule, RemoveTargets), then ';

/** CloudFormation leaves alone what has not changed in its template. */
const afresh = `${restored}${deployAgain}; if that changes nothing, set it right in the EventBridge console`;

function remedyOf({ kind }: RuleFault, { name }: DeployedRule): string {
  if (kind === 'missing') return deployAgain;
  return kind === 'disabled' ? `${restored}aws events enable-rule --name ${name}` : afresh;
}
