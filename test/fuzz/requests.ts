import fc from 'fast-check';
import { queuedAnswers } from '../../lambda/adapters/queued-answers';
import { requestSchema } from '../../lambda/engine/request';
import { mutated, mutatedBytes } from './mutations';
import { must, target } from './target';

const asked = [
  { ack: '0123456789abcdef@security' },
  { action: 'answer', answer: 'ack', alert: '0123456789abcdef', by: 'jane', note: 'mine' },
  { action: 'alerts', days: 7 },
  {
    action: 'expect',
    user: 'alice',
    act: 'adds-device',
    actor: 'HelpDesk/jane',
    minutes: 60,
    reason: 'new phone',
    by: 'jane',
  },
];
const body = mutatedBytes(asked.map((request) => Buffer.from(JSON.stringify(request)))).map(String);
const sender = fc.constantFrom('AROAEXAMPLE:chatbot-session-slack-U01ABC', 'AIDAEXAMPLE', ':::', '');
const batch = fc.array(fc.tuple(body, sender), { maxLength: 4 }).map((all) => ({
  Records: all.map(([text, SenderId], index) => ({
    eventSource: 'aws:sqs',
    messageId: String(index),
    body: text,
    attributes: { SenderId },
  })),
}));

export const requests = target('requests', 20, fc.tuple(batch, mutated(asked)), ([event, request]) => {
  const answers = queuedAnswers(event);
  must(answers?.length === event.Records.length, 'an answer was lost');
  for (const answer of answers ?? []) requestSchema.safeParse(answer.request);
  requestSchema.safeParse(request);
});
