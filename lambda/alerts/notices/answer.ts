import { asInYaml } from '../../config/telling';
import type { Answer, answers } from '../answer';
import { threadOf } from '../chat';
import { answerCommand } from '../hints';
import type { Medium } from '../medium';
import type { NoticeOf } from '../notice';
import { named, shorten } from '../plain';
import { lastName, utc } from '../wording';
import { alertLine } from './group';
import type { Page, Words } from './page';

type Kind = (typeof answers)[number];
type Former = NonNullable<Answer['replaced']>;

const titles: Readonly<Record<Kind, string>> = {
  acknowledged: 'Acknowledged',
  expected: 'Expected',
  escalated: 'Escalated',
};

const headlines: Readonly<Record<Kind, (who: string) => string>> = {
  acknowledged: (who) => `${who} looks after this alert.`,
  expected: (who) => `${who} says that this was meant to happen.`,
  escalated: (who) => `${who} asks others to look at this alert.`,
};

export function answer(notice: NoticeOf<'answer'>): Words {
  const { alert, answer: given } = notice;
  return {
    title: `${titles[given.answer]} by ${named(shorten(lastName(given.by), 40))}: ${alert.title}`,
    // Said under the alert itself.
    thread: threadOf(alert),
    page: (medium) => page(notice, medium),
  };
}

function page({ alert, answer: given, escalatedTo = [] }: NoticeOf<'answer'>, medium: Medium): Page {
  const { name } = medium;
  return {
    headline: headlines[given.answer](name(given.by)),
    steps: steps(given.answer, escalatedTo.length > 0),
    blocks: [
      { heading: 'THE ALERT', lines: [alertLine(alert, medium), `id ${name(alert.id)}`] },
      ...(given.note === undefined ? [] : [{ heading: 'THEIR WORDS', lines: [`- ${medium.sentence(given.note)}`] }]),
      ...(given.replaced === undefined
        ? []
        : [{ heading: 'IN PLACE OF', lines: [`- ${inWords(given.replaced, medium)}`] }]),
      ...(escalatedTo.length === 0
        ? []
        : [{ heading: 'TOLD AS WELL', lines: escalatedTo.slice(0, 20).map((to) => `- ${name(asInYaml(to))}`) }]),
    ],
    ...(given.answer === 'escalated' && {
      command: { purpose: 'To say that you have it', line: answerCommand(alert.id) },
    }),
    when: utc(given.at),
  };
}

function inWords({ answer: kind, by, at, note }: Former, { name, sentence }: Medium): string {
  return `${kind} by ${name(by)}, ${sentence(utc(at))}${note === undefined ? '' : `: ${sentence(note)}`}`;
}

function steps(kind: Kind, isTold: boolean): string[] {
  switch (kind) {
    case 'acknowledged':
      return ['Nothing, unless you know more than they do. If it becomes more severe, you hear of it again.'];
    case 'expected':
      return ['If you know better, or do not know them, look at the alert yourself.'];
    case 'escalated':
      return isTold
        ? ['If you are told because of this: look at the alert now, and say that you have it.']
        : ['mfa-watch.yaml names nobody else for this alert, so nobody else was told: call somebody.'];
  }
}
