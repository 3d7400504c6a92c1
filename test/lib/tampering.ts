import { departure, organizationCalls, partCalls, trailCalls } from '../../lambda/events/detector-calls';
import { account, apiCall, byCloudFormation } from '../../lambda/events/samples';

type Parameters = Record<string, unknown>;

/** Ids by which some parts are known, as the deployment has them. */
interface Ids {
  key: string;
  workspace: string;
}

const foreignIds: Ids = { key: '1a2b3c4d-0000-4000-8000-5e6f7a8b9c0d', workspace: 'T09ZYXWVU' };

/** A call that the guard is told of, as records. */
export interface Tampering {
  service: string;
  call: string;
  direct: Parameters;
  byCloudFormation: Parameters;
  /** Of what is not a part of ours; absent: the call hurts whatever it names. */
  foreign?: Parameters;
}

/** They name the mapping by its id only, so no pattern can know it for ours. */
export const nameless = ['DeleteEventSourceMapping', 'DeleteEventSourceMapping20150331'];

/** Every call that the rules of the guard match, with the parameters that CloudTrail shows of it. */
export function tamperings(ids: Ids): Tampering[] {
  const ofParts = Object.entries(partCalls).flatMap(([source, calls]) => {
    const service = source.split('.')[0] ?? '';
    const parametersOf = naming[service];
    if (parametersOf === undefined) throw new Error(`${service}: not known here how its calls name a part`);
    return calls
      .filter((call) => !nameless.includes(call))
      .map((call) => ({
        ...recorded(service, call, parametersOf(call, 'mfa-watch', ids)),
        foreign: byHand(service, call, parametersOf(call, 'mfa-watcher', foreignIds)),
      }));
  });
  const trail = trailCalls.map((call) =>
    recorded('cloudtrail', call, call === 'PutEventSelectors' ? { trailName: 'management' } : { name: 'management' }),
  );
  const organization = organizationCalls.map((call) =>
    recorded('organizations', call, call === departure ? {} : { accountId: '222233334444' }),
  );
  return [...ofParts, ...trail, ...organization];
}

function recorded(service: string, call: string, parameters: Parameters): Tampering {
  return {
    ...{ service, call, direct: byHand(service, call, parameters) },
    byCloudFormation: apiCall(service, call, parameters, byCloudFormation),
  };
}

function byHand(service: string, call: string, parameters: Parameters): Parameters {
  return apiCall(service, call, parameters, { by: 'mallory', with: 'long-term-key' });
}

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:${rest}`;
const anywhere = (service: string, rest: string) => `arn:aws:${service}::${account}:${rest}`;
const partOf = (stack: string) => `${stack}-Part1A2B3C4D-5E6F7A8B`;

/** Parameters of a service's calls on a part of the stack. Where the caller may write a name or an ARN, some have the one and some the other. */
const naming: Record<string, (call: string, stack: string, ids: Ids) => Parameters> = {
  events: (call, stack) => {
    const part = partOf(stack);
    if (call.endsWith('Permission')) return { statementId: part };
    return call.endsWith('Targets') ? { rule: part, ids: ['Target0'] } : { name: part };
  },
  lambda: (call, stack) => {
    const part = partOf(stack);
    return { functionName: /^(Update|Create)/.test(call) ? arn('lambda', `function:${part}`) : part };
  },
  sns: (call, stack) => {
    const topic = arn('sns', partOf(stack));
    if (/subscri/i.test(call)) return { subscriptionArn: `${topic}:7d1f0c11-90a1-4f5e-8f6a-0d1f2e3a4b5c` };
    return call === 'PutDataProtectionPolicy' ? { resourceArn: topic } : { topicArn: topic };
  },
  sqs: (_, stack) => ({ queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/${partOf(stack)}` }),
  chatbot: (call, stack, { workspace }) => {
    const action = anywhere('chatbot', `custom-action/${partOf(stack)}`);
    const channel = anywhere('chatbot', `chat-configuration/slack-channel/${partOf(stack)}`);
    if (call === 'DeleteSlackWorkspaceAuthorization') return { SlackTeamId: workspace };
    if (call.endsWith('CustomAction')) return { CustomActionArn: action };
    return /ssociate/.test(call) ? { Resource: action, ChatConfiguration: channel } : { ChatConfigurationArn: channel };
  },
  dynamodb: (call, stack) => {
    const table = partOf(stack);
    return call === 'PutResourcePolicy' ? { resourceArn: arn('dynamodb', `table/${table}`) } : { tableName: table };
  },
  kms: (call, _, { key }) => ({ keyId: call === 'PutKeyPolicy' ? key : arn('kms', `key/${key}`) }),
  monitoring: (call, stack) => {
    const alarmNames = ['shop-errors', partOf(stack)];
    if (call === 'PutAlarmMuteRule') return { name: 'maintenance', muteTargets: { alarmNames } };
    return ['DeleteAlarms', 'DisableAlarmActions'].includes(call) ? { alarmNames } : { alarmName: partOf(stack) };
  },
  logs: (_, stack) => ({ logGroupName: partOf(stack) }),
  iam: (call, stack) =>
    /Version$|^DeletePolicy$/.test(call)
      ? { policyArn: anywhere('iam', `policy/${partOf(stack)}`) }
      : { roleName: partOf(stack) },
  cloudformation: (call, stack) => {
    if (/StackSet|StackInstances/.test(call)) return { stackSetName: `${stack}-member` };
    return { stackName: call === 'DeleteStack' ? stack : arn('cloudformation', `stack/${stack}/7d1f0c11-90a1`) };
  },
};

/**
 * As CloudFormation names what the template gives no name: stack and logical id have half of the room each, or what the other
 * leaves of it.
 *
 * @param limit characters that the service takes.
 */
export function physicalName(stack: string, logicalId: string, limit: number): string {
  const room = limit - '--1A2B3C4D5E6F7A'.length;
  const share = (one: string, other: string) => one.slice(0, Math.max(room / 2, room - other.length));
  return `${share(stack, logicalId)}-${share(logicalId, stack)}-1A2B3C4D5E6F7A`;
}
