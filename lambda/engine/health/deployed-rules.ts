import { detections } from '../../detections';
import { detection as detectorTampered } from '../../detections/detector-tampered';
import { type Rule, rulesOf } from '../catalogue/pattern';
import { tamperRules } from '../catalogue/tamper-pattern';

/** Read-only calls reach a rule only in the second (EventBridge guide: rules for read-only management events). */
export type RuleState = 'ENABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';

/** A rule as it must be found on a default bus. */
export interface DeployedRule {
  name: string;
  state: RuleState;
  /** Absent: not one of the catalogue's. */
  pattern?: Rule['pattern'];
}

/** One prefix for all, by which the dead-letter queue knows them. */
export function homeRuleName(id: string): string {
  return `mfa-watch-${id}`;
}

/** Names of all parts of a forwarder begin so, by which tampering with them is recognised, whoever deployed them and how. */
export const forwarderPrefix = 'mfa-watch-forward';

/** Of those that tell the guard. */
export function guardRuleName(id: string): string {
  return homeRuleName(`guard-${id}`);
}

/** What `detector-tampered` watches, whether it is turned on or not: the guard is told without it. */
export function tamperingRules(): Rule[] {
  return rulesOf(detections.filter(({ id }) => id === detectorTampered.id));
}

/** Those that hand over to the guard, in the home region. */
export function guardRules(): DeployedRule[] {
  const nothing = { account: '', stack: '', partsBegin: '', ids: [], deployRoles: [] };
  return tamperingRules()
    .flatMap((rule) => tamperRules(rule, nothing))
    .map((rule) => ({ name: guardRuleName(rule.id), state: stateOf(rule) }));
}

/** Those of the home region that hand over to a function. @param hasPosture whether the account is looked at. */
export function homeRules(rules: readonly Rule[], hasPosture: boolean): DeployedRule[] {
  const always = ['Sweep', 'Subscriptions', 'Digest', 'Reconcile', 'Alarms', 'Drill', 'Heartbeat', 'Beat'];
  const own = [...always, ...(hasPosture ? ['Posture'] : [])];
  return [
    ...rules.map((rule) => catalogued(homeRuleName(rule.id), rule)),
    ...own.map((id): DeployedRule => ({ name: homeRuleName(id), state: 'ENABLED' })),
  ];
}

/** Those of each other region of the home account. */
export function forwarderRules(rules: readonly Rule[]): DeployedRule[] {
  const there = rules.filter((rule) => isRegional(rule) && isForwarded(rule));
  return [
    ...there.map((rule) => catalogued(`${forwarderPrefix}-${rule.id}`, rule)),
    ...['Drill', 'alarm'].map((id): DeployedRule => ({ name: `${forwarderPrefix}-${id}`, state: 'ENABLED' })),
  ];
}

export function stateOf({ readOnly }: Pick<Rule, 'readOnly'>): RuleState {
  return readOnly ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : 'ENABLED';
}

export function isRegional({ pattern }: Pick<Rule, 'pattern'>): boolean {
  return !pattern.source.some(isOnlyAtHome);
}

/**
 * Events of IAM and Organizations are in the home region only (IAM and Organizations user guides).
 *
 * @param source of the bus, such as `aws.iam`.
 */
export function isOnlyAtHome(source: string): boolean {
  return ['aws.iam', 'aws.organizations'].includes(source);
}

/** Services that the home stack has parts of and a forwarder has not. */
const atHome = ['aws.lambda', 'aws.sns', 'aws.dynamodb', 'aws.kms', 'aws.logs'];

export function isForwarded({ pattern }: Rule): boolean {
  return !pattern.source.some((source) => atHome.includes(source));
}

function catalogued(name: string, rule: Rule): DeployedRule {
  return { name, state: stateOf(rule), pattern: rule.pattern };
}
