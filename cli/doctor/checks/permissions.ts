import * as z from 'zod/mini';
import type { Config } from '../../../lambda/config/config';
import { homeRuleName } from '../../../lambda/engine/health/deployed-rules';
import { mostAsked, type Proof, proofSchema, type Question } from '../../../lambda/engine/health/self-check';
import { invoke } from '../../deployment/invoke';
import { bad, deployAgain, type Line, looking, ok, type Place, unknown } from './line';

const what = 'permission';
const proofsSchema = z.array(proofSchema);

/**
 * What the function may do, tried by itself. Only of a deployment of this version: an older function would take the
 * question for an event that it cannot read.
 */
export async function checkPermissions({ home, account, config }: Place): Promise<Line[]> {
  const actions = 'events:ListTargetsByRule, and lambda:InvokeFunction on the function that judges events';
  return looking(what, actions, async () => {
    const name = await detectFunction(home, account);
    if (name === undefined)
      return [unknown(what, 'the function was not found: the rule for drills has no target', deployAgain)];
    const question: Question = { selfCheck: { accounts: membersIn(config, account) } };
    const { success, data } = proofsSchema.safeParse(await invoke(name, JSON.stringify(question), home));
    if (!success) return [unknown(what, 'the function answers what this version cannot read', deployAgain)];
    return data.map(lineOf);
  });
}

/** The target of drills, whatever the stack is called. */
async function detectFunction(region: string, account: string): Promise<string | undefined> {
  const sdk = await import('@aws-sdk/client-eventbridge');
  const client = new sdk.EventBridgeClient({ region });
  try {
    const { Targets = [] } = await client.send(new sdk.ListTargetsByRuleCommand({ Rule: homeRuleName('Drill') }));
    return Targets.find(({ Arn = '' }) => Arn.includes(`:lambda:${region}:${account}:function:`))?.Arn;
  } finally {
    client.destroy();
  }
}

/** The first that the configuration names; who the others are, only AWS Organizations knows. */
function membersIn({ organization, accounts, overrides, destinations }: Config, own: string): string[] {
  if (organization === undefined) return [];
  const named = [...Object.keys(accounts), ...[...overrides, ...destinations].flatMap((one) => one.accounts)];
  return [...new Set(named)].filter((one) => one !== own).slice(0, mostAsked);
}

function lineOf({ action, on, state, why = 'no reason', member }: Proof): Line {
  if (state === 'allowed') return ok(what, `${action} on ${on}: tried, and allowed`);
  if (state === 'unknown') return unknown(what, `${action} on ${on}: AWS did not say (${why})`, 'run this again');
  const found = `${action} on ${on}: the function was refused (${why})`;
  if (member !== undefined)
    return bad(what, found, 'deploy the member stack there (docs/reach.md): until then devices there are not known');
  const elsewhere =
    'a service control policy or a permissions boundary denies it: search CloudTrail for the refused call';
  return bad(what, found, `${deployAgain}; if that changes nothing, ${elsewhere}`);
}
