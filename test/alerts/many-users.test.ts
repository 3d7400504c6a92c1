import { beforeAll, describe, expect, it } from '@jest/globals';
import { table } from '../../cli/terminal/table';
import type { Alert } from '../../lambda/alerts/alert';
import { renderChat } from '../../lambda/alerts/chat';
import { renderEmail } from '../../lambda/alerts/email';
import { renderJson } from '../../lambda/alerts/json';
import { enableMfaDevice } from '../../lambda/events/samples';
import { alertsOf } from '../engine/world';
import { notification } from './chat-notification';
import { hints } from './sample-alert';

const users = Array.from({ length: 30 }, (_, index) => `user-${index}-of-30`);
const records = users.map((user, minute) =>
  enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: user, serial: `${user}-token`, minute }),
);

describe('an alert of thirty users', () => {
  let alert: Alert;
  beforeAll(async () => {
    [alert] = (await alertsOf(records)) as [Alert];
  });

  it('says first how many and in what time, names five, and does not say the same of each', () => {
    expect(alert.reasons[0]).toBe(
      'one actor, 30 users in 60 minutes: user-0-of-30, user-1-of-30, user-2-of-30, user-3-of-30, user-4-of-30 and 25 more',
    );
    expect(alert.reasons.length).toBeLessThanOrEqual(8);
    expect(alert.reasons.at(-1)).toBe('and the like 29 times more');
  });

  it.each<[string, (alert: Alert) => string]>([
    ['the mail', (one) => renderEmail(one, 'new', hints).body],
    ['the table', (one) => table([one], { columns: 120, color: false })],
    ['JSON', (one) => renderJson(one)],
  ])('names all of them in %s', (_, render) => {
    const text = render(alert);
    expect(users.filter((user) => !text.includes(user))).toEqual([]);
  });

  it('names twenty in Slack, and says where the others stand', () => {
    const { description } = notification.parse(JSON.parse(renderChat(alert, 'new', hints))).content;
    expect(description).toContain('*Whom* `user-0-of-30` and 29 more: `user-1-of-30`, ');
    expect(description).toContain('`user-20-of-30` and 9 that "npm start -- alerts --format json" lists, account');
    expect(description).toContain('*What to do now*');
  });
});

it('three users are told of one by one', async () => {
  const [alert] = await alertsOf(records.slice(0, 3));
  for (const user of users.slice(0, 3)) expect(alert?.reasons).toContain(`done by mallory, not by ${user}`);
});
