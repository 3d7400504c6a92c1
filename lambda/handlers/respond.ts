import type { Context } from 'aws-lambda';
import type { Reply } from '../engine/request';
import { wireResponder } from './wire';

let warm: ReturnType<typeof wireResponder> | undefined;

/** What somebody asks, by a button in Slack or from the command line, in; what became of it out. */
export async function handler(event: unknown, context: Context): Promise<Reply> {
  const { responder, journal } = (warm ??= wireResponder(process.env));
  const reply = await responder.respond(event, context.awsRequestId);
  journal.answered(reply);
  return reply;
}
