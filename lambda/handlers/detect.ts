import type { Context } from 'aws-lambda';
import { awsClients } from '../adapters/aws-clients';
import { SqsDeadLetters } from '../adapters/dead-letters-sqs';
import { IamDevices } from '../adapters/devices-iam';
import { DynamoLedger, DynamoTimelines, DynamoTimers } from '../adapters/dynamodb';
import { PowertoolsJournal } from '../adapters/journal-powertools';
import { IamPolicies } from '../adapters/policies-iam';
import { SnsTopics } from '../adapters/topics-sns';
import { fromEnvironment } from '../config/environment';
import { detections } from '../detections';
import { watcher } from '../engine/pattern';
import { Pipeline } from '../engine/pipeline';
import { Receiver } from '../engine/receiver';

let warm: { receiver: Receiver; journal: PowertoolsJournal } | undefined;

/** One CloudTrail event from EventBridge in, what it changes out. */
export async function handler(event: unknown, context: Context): Promise<void> {
  const { receiver, journal } = (warm ??= wire());
  try {
    await receiver.receive(event, context.awsRequestId);
  } finally {
    journal.close();
  }
}

function wire(): { receiver: Receiver; journal: PowertoolsJournal } {
  const { account, table, topics, deadLetters, detections: settings, exceptions } = fromEnvironment(process.env);
  const { dynamodb, iam, sns, sqs } = awsClients();
  const journal = new PowertoolsJournal();
  const clock = Date.now;
  const parts = {
    detections,
    settings,
    exceptions,
    clock,
    devices: new IamDevices(iam, account),
    policies: new IamPolicies(iam, account),
    timelines: new DynamoTimelines(dynamodb, table, clock),
    timers: new DynamoTimers(dynamodb, table, clock),
    ledger: new DynamoLedger(dynamodb, table, clock),
    topics: new SnsTopics(sns, topics, (id) => detections.find((detection) => detection.id === id)?.runbook ?? []),
  };
  const receiver = new Receiver({
    account,
    real: new Pipeline(parts),
    drill: new Pipeline({ ...parts, timers: new DynamoTimers(dynamodb, table, clock, 'drill/'), drill: true }),
    watched: watcher(detections),
    clock,
    deadLetters: new SqsDeadLetters(sqs, deadLetters),
    journal,
  });
  return { receiver, journal };
}
