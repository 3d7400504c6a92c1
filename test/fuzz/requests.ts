import fc from 'fast-check';
import { queuedAnswers } from '../../lambda/adapters/queued-answers';
import { enableMfaDevice } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { live } from '../engine/live';
import { mutated, mutatedBytes } from './mutations';
import { must, target } from './target';

/** Stands for the alert that is there. */
const anyId = '0123456789abcdef';
const asked = [
  { ack: `${anyId}@mail` },
  { expected: `${anyId}@mail` },
  { escalate: `${anyId}@mail` },
  { action: 'answer', answer: 'ack', alert: anyId, by: 'jane', note: 'mine' },
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
  { action: 'expectations' },
  { action: 'cancel', expectation: 'announced-1', by: 'jane' },
];
const body = mutatedBytes(asked.map((request) => Buffer.from(JSON.stringify(request)))).map(String);
const sender = fc.constantFrom('AROAEXAMPLE:chatbot-session-slack-U01ABC', 'AIDAEXAMPLE', ':::', '');
const batch = fc.array(fc.tuple(body, sender), { maxLength: 3 });
const attack = parseTrailEvent(enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice' }));

/** Both ways in, to a responder that has an alert: one reply for each, and the alert is still there. */
export const requests = target(
  'requests',
  1,
  fc.tuple(batch, fc.array(fc.oneof(mutated(asked), fc.constantFrom(...asked)), { maxLength: 3 })),
  async ([pressed, sent]) => {
    const { pipeline, responder, stores } = live();
    if (attack.ok) await pipeline.handle(attack.event);
    const [{ id } = { id: '' }] = stores.ledger.alerts();
    const ours = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(anyId, id));
    const Records = pressed.map(([text, SenderId], index) => ({
      ...{ eventSource: 'aws:sqs', messageId: String(index), attributes: { SenderId } },
      body: text.replaceAll(anyId, id),
    }));
    const answers = queuedAnswers({ Records });
    must(answers?.length === pressed.length, 'an answer was lost');
    for (const { request, sender } of answers ?? [])
      must((await responder.pressed(request, sender, 'pressed')).message !== '', 'no reply');
    for (const request of sent) must((await responder.respond(ours(request), 'sent')).message !== '', 'no reply');
    const { alerts } = await responder.respond({ action: 'alerts', days: 1 }, 'listed');
    must(alerts?.length === 1 && alerts[0]?.alert.id === id, 'the alert is gone');
  },
);
