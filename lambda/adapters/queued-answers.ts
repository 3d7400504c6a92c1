import * as z from 'zod/mini';

const batchSchema = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:sqs'),
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ SenderId: z.string() }),
    }),
  ),
});

/** What a button has put into the queue. */
export interface QueuedAnswer {
  messageId: string;
  /** As `requestSchema` takes it; the text itself where it is no JSON. */
  request: unknown;
  /** For people. */
  sender: string;
}

/** @returns undefined if the event is no batch of SQS. */
export function queuedAnswers(event: unknown): QueuedAnswer[] | undefined {
  return batchSchema.safeParse(event).data?.Records.map(({ messageId, body, attributes }) => ({
    messageId,
    request: json(body),
    sender: nameOf(attributes.SenderId),
  }));
}

/**
 * SQS says itself who has sent a message: of a role its unique id and the session's name (SQS API reference,
 * ReceiveMessage, SenderId), which the queue's policy lets Amazon Q alone choose. It names sessions after the member's id in
 * Slack, also those with the role of the channel (two published records of CloudTrail; no page of AWS says so).
 */
function nameOf(senderId: string): string {
  const [, session] = senderId.split(':');
  const slack = /^chatbot-session-slack-(\w{1,20})$/.exec(session ?? '')?.[1];
  if (slack !== undefined) return `Slack member ${slack}`;
  return session === undefined
    ? `AWS user id ${senderId}`
    : `session ${session} of role ${senderId.split(':')[0] ?? ''}`;
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
