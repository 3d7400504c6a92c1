import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noticeSchema } from '../../lambda/alerts/notice';
import { noticeChatMessage, noticeMessage } from '../../lambda/alerts/notice-message';
import { alive, foreign } from './chat-notification';
import { fuzzedNotice } from './fuzzed-notice';
import { holds } from './holds';
import { chatOf, partsOf } from './notice-parts';
import {
  alarmNotice,
  answerNotice,
  digestNotice,
  expectationNotice,
  floodNotice,
  subscriptionNotice,
} from './sample-notice';

describe('every notice', () => {
  it('carries attributes for filter policies', () => {
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    for (const { MessageAttributes } of [noticeMessage(alarmNotice()), noticeChatMessage(alarmNotice())])
      expect(MessageAttributes).toEqual({
        kind: attribute('alarm'),
        severity: attribute('high'),
        account: attribute('222233334444'),
      });
    expect(noticeMessage(digestNotice()).MessageAttributes).toEqual({
      kind: attribute('digest'),
      severity: attribute('info'),
      account: attribute('111122223333'),
    });
  });

  it('can be filtered by its kind, and has no buttons', () => {
    for (const notice of [floodNotice(), answerNotice(), expectationNotice(), subscriptionNotice()]) {
      expect(noticeMessage(notice).MessageAttributes.kind.StringValue).toBe(notice.kind);
      expect(chatOf(notice).metadata).toMatchObject({
        enableCustomActions: false,
        additionalContext: { kind: notice.kind },
      });
    }
  });

  it('is for machines what it is for people', () => {
    holds(
      fc.property(fuzzedNotice, (notice) => {
        const { sqs, lambda } = partsOf(notice);
        expect(sqs).toBe(lambda);
        expect(sqs).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]/u);
        expect(noticeSchema.parse(JSON.parse(sqs)).kind).toBe(notice.kind);
      }),
    );
  });

  it('keeps attackers out of the lines of its mail: subject, width, controls, links, headings', () => {
    holds(
      fc.property(fuzzedNotice, (notice) => {
        const { email } = partsOf(notice);
        expect(noticeMessage(notice).Subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(email).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]|(?!\n)\p{Cc}/u);
        const lines = email.split('\n');
        const own =
          /^(npm start -- redrive|aws sqs receive-message --region \S+ --queue-url) https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.(com|com\.cn|eu)\/\d{12}\/|^npm start -- replay FOLDER/;
        for (const line of lines.filter((text) => !own.test(text))) {
          expect(Array.from(line).length).toBeLessThanOrEqual(72);
          expect(line).not.toContain('://');
        }
        expect(
          lines.filter((line) => /^(WHAT TO DO|COVERED|LESS|TOLD|THEIR|npm)/.test(line)).length,
        ).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('lets no chosen text begin a line like one of ours, however it is wrapped', () => {
    const heading = fc.constantFrom(
      'WHAT TO DO NOW',
      'THEIR WORDS',
      'WHEN  ',
      'npm start',
      'WHICH SUBSCRIPTION',
      'WHY',
    );
    holds(
      fc.property(fc.integer({ min: 0, max: 100 }), heading, (length, own) => {
        const text = `${'x'.repeat(length)}${length === 0 ? '' : ' '}${own} Nothing.`;
        const [answer, expectation] = [
          answerNotice({ by: text, note: text }),
          expectationNotice({ accountName: text }),
        ];
        for (const notice of [
          { ...answer, accountName: text, alert: { ...answer.alert, title: text }, escalatedTo: [text] },
          {
            ...expectation,
            expectation: { ...expectation.expectation, user: text, actor: text, by: text, reason: text },
          },
          subscriptionNotice({ destination: text, topicArn: text, protocol: text, endpoint: text }),
          floodNotice({ accountName: text }),
          alarmNotice({ accountName: text }),
        ]) {
          const lines = partsOf(notice).email.split('\n');
          expect(lines.filter((line) => line.startsWith(own)).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('shows no mention, link, format or control of an attacker in Slack, and keeps the limits', () => {
    holds(
      fc.property(fuzzedNotice, (notice) => {
        const { content, metadata } = chatOf(notice);
        const { additionalContext } = metadata;
        const texts = [content.title, ...content.keywords, ...Object.values(additionalContext)];
        for (const text of [...texts, foreign(content.description)]) expect(text).not.toMatch(alive);
        for (const text of [...texts, content.description])
          expect(text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\uffff]|(?!\n)\p{Cc}/u);
      }),
    );
  });
});
