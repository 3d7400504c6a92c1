import { ConfiguredAccounts } from '../adapters/accounts-configured';
import { OrganizationsAccounts } from '../adapters/accounts-organizations';
import { awsClients } from '../adapters/aws-clients';
import { SqsDeadLetters } from '../adapters/dead-letters-sqs';
import { IamDevices } from '../adapters/devices-iam';
import { DynamoLedger, DynamoTimelines, DynamoTimers } from '../adapters/dynamodb';
import { DynamoNotebook } from '../adapters/dynamodb-notebook';
import { PowertoolsJournal } from '../adapters/journal-powertools';
import { MemberAccess } from '../adapters/member-access';
import { IamPolicies } from '../adapters/policies-iam';
import { SnsTopics } from '../adapters/topics-sns';
import { fromEnvironment } from '../config/environment';
import { partitionOf } from '../config/partition';
import { detections } from '../detections';
import { Notifier } from '../engine/notifier';
import { watcher } from '../engine/pattern';
import { Pipeline } from '../engine/pipeline';
import { Receiver } from '../engine/receiver';

/** @param env of the process: what `toEnvironment` wrote, and what Lambda adds. */
export function wire(env: NodeJS.ProcessEnv): { receiver: Receiver; journal: PowertoolsJournal } {
  const { account, organization, table, exceptions, ...told } = fromEnvironment(env);
  const { dynamodb, iam, organizations, sns, sqs, sts } = awsClients();
  const journal = new PowertoolsJournal();
  const clock = Date.now;
  const home = { account, organization, partition: partitionOf(env['AWS_REGION']) };
  const access = new MemberAccess(home, iam, sts, clock);
  const configured = new ConfiguredAccounts(told.accounts);
  const stepsOf = (id: string) => detections.find((detection) => detection.id === id)?.runbook ?? [];
  const topics = new SnsTopics(sns, told.topics, told.routes, stepsOf);
  const notebook = new DynamoNotebook(dynamodb, table, clock);
  const parts = {
    detections,
    settings: told.detections,
    exceptions,
    clock,
    accounts: organization === null ? configured : new OrganizationsAccounts(organizations, configured, journal, clock),
    devices: new IamDevices(access),
    policies: new IamPolicies(access),
    timelines: new DynamoTimelines(dynamodb, table, clock),
    timers: new DynamoTimers(dynamodb, table, clock),
    ledger: new DynamoLedger(dynamodb, table, clock),
    topics,
  };
  const receiver = new Receiver({
    account,
    hasMembers: organization !== null,
    real: new Pipeline({ ...parts, notebook }),
    drill: new Pipeline({ ...parts, timers: new DynamoTimers(dynamodb, table, clock, 'drill/'), drill: true }),
    notifier: new Notifier({ ...parts, account, notebook, notices: topics }),
    watched: watcher(detections),
    clock,
    deadLetters: new SqsDeadLetters(sqs, told.deadLetters),
    journal,
  });
  return { receiver, journal };
}
