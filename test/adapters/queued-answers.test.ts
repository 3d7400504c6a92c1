import { expect, it } from '@jest/globals';
import { queuedAnswers } from '../../lambda/adapters/queued-answers';

const message = (SenderId: string, body = '{"ack":"22b6e481ceed8c13@soc"}') => ({
  Records: [{ eventSource: 'aws:sqs', messageId: 'm1', body, attributes: { SenderId, SentTimestamp: '1' } }],
});

it.each([
  ['AROAEXAMPLE0000000001:chatbot-session-slack-U0123ABCD', 'Slack member U0123ABCD'],
  ['AROAEXAMPLE0000000001:jane', 'session jane of role AROAEXAMPLE0000000001'],
  ['AROAEXAMPLE0000000001:chatbot-session-slack-<!channel>', /^session chatbot-session-slack-<!channel> of role/],
  ['AIDAEXAMPLEJANE', 'AWS user id AIDAEXAMPLEJANE'],
])('who sent a message is what SQS says of them: %s', (senderId, sender) => {
  const [answer] = queuedAnswers(message(senderId)) ?? [];
  expect(answer).toMatchObject({ messageId: 'm1', request: { ack: '22b6e481ceed8c13@soc' } });
  expect(answer?.sender).toMatch(sender);
});

it('a message that is no JSON is handed on as it is, to be refused', () => {
  expect(queuedAnswers(message('AIDAEXAMPLEJANE', 'ack'))?.[0]?.request).toBe('ack');
});

it.each([{ ack: '22b6e481ceed8c13@soc' }, { Records: 'none' }, undefined, []])('%j is no batch', (event) => {
  expect(queuedAnswers(event)).toBeUndefined();
});
