import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Update } from '../../lambda/alerts/alert';
import { renderChat } from '../../lambda/alerts/chat';
import { renderEmail } from '../../lambda/alerts/email';
import type { Hints } from '../../lambda/alerts/hints';
import { renderJson } from '../../lambda/alerts/json';
import { detections } from '../../lambda/detections';
import { alertOf, stories, type Story } from './golden-stories';

const folder = join(__dirname, 'golden');
/** `GOLDEN=write npx jest test/alerts/golden` writes the files anew; read them as the person on call. */
const isToWrite = process.env['GOLDEN'] === 'write';

async function renderings(story: Story): Promise<Record<string, string>> {
  const alert = await alertOf(story);
  const update: Update = story.update ?? 'new';
  const hints: Hints = {
    steps: detections.find(({ id }) => id === alert.detection)?.runbook ?? [],
    athenaTable: 'cloudtrail_logs',
    docsUrl: 'https://git.example.com/security/mfa-watch',
    channel: 'soc',
    answerQueue: 'https://sqs.us-east-1.amazonaws.com/111122223333/mfa-watch-answers',
  };
  const { subject, body } = renderEmail(alert, update, hints);
  const pretty = (json: string): string => `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
  return {
    [`${story.name}.mail.txt`]: `Subject: ${subject}\n\n${body}`,
    [`${story.name}.slack.json`]: pretty(renderChat(alert, update, hints)),
    [`${story.name}.json`]: pretty(renderJson(alert, { update })),
  };
}

describe('the golden files', () => {
  it.each(stories)('show $name as it is sent', async (story) => {
    for (const [file, text] of Object.entries(await renderings(story))) {
      if (isToWrite) writeFileSync(join(folder, file), text);
      expect({ file, text: readFileSync(join(folder, file), 'utf8') }).toEqual({ file, text });
    }
  });

  it('are these and no others', () => {
    const expected = stories.flatMap(({ name }) => ['mail.txt', 'slack.json', 'json'].map((end) => `${name}.${end}`));
    expect(readdirSync(folder).toSorted()).toEqual(expected.toSorted());
  });
});
