import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { queuedAnswers } from '../adapters/queued-answers';
import type { Reply } from '../engine/answers/request';
import { Responder } from '../engine/answers/responder';
import { telling } from './telling';
import { common, type Env } from './wire';

let warm: ReturnType<typeof wire> | undefined;

/** What people ask, by buttons in Slack or from the command line, in; what became of it out. */
export async function handler(event: unknown, { awsRequestId }: Context): Promise<Reply | SQSBatchResponse> {
  const { responder, journal } = (warm ??= wire(process.env));
  const queued = queuedAnswers(event);
  if (queued === undefined) {
    const reply = await responder.respond(event, awsRequestId);
    journal.answered(reply);
    return reply;
  }
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, request, sender } of queued)
    try {
      journal.answered(await responder.pressed(request, sender, awsRequestId));
    } catch (error) {
      journal.failed(error);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  return { batchItemFailures };
}

function wire(env: Env) {
  const { journal, ...rest } = common(env);
  const newId = () => randomUUID().slice(0, 8);
  return { responder: new Responder({ ...rest.parts, ...telling(rest), newId }), journal };
}
