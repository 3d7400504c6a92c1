import { account as sampleAccount, home } from '../../lambda/events/samples';
import type { Draw } from './draw';

/** What is new where a story of the samples happens to other people, elsewhere and at another time. */
export interface Retelling {
  account: string;
  /** By first name, lower case. */
  names: Readonly<Record<string, string>>;
  /** Milliseconds by which everything is later. */
  later: number;
  draw: Draw;
  /** In place of the address that the owners of the samples sign in from. */
  address?: string;
}

const people = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'mallory'];
/** As words, and within the ids that the samples make of names, such as `AIDAEXAMPLEALICE`. */
const name = new RegExp(`(?<![A-Za-z])(?:${people.join('|')})(?![A-Za-z])`, 'gi');
const nameInId = new RegExp(`(?<=EXAMPLE)(?:${people.join('|').toUpperCase()})`, 'g');
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

const first = ['amina', 'bruno', 'chloe', 'dario', 'edda', 'femi', 'gita', 'hugo', 'ines', 'jonas', 'keiko', 'liam'];
const last = ['abara', 'berg', 'costa', 'dietz', 'egli', 'frey', 'gruber', 'haas', 'imhof', 'jansen', 'keller', 'lima'];

/** New names for everybody, each another. */
export function newNames(draw: Draw): Record<string, string> {
  const [firsts, lasts] = [draw.shuffled(first), draw.shuffled(last)];
  return Object.fromEntries(people.map((person, index) => [person, `${firsts[index] ?? ''}.${lasts[index] ?? ''}`]));
}

export function renamed(text: string, names: Retelling['names']): string {
  const spelledAlike = (old: string): string => {
    const fresh = names[old.toLowerCase()] ?? old;
    if (old === old.toUpperCase()) return fresh.toUpperCase();
    return old === old.toLowerCase() ? fresh : fresh.charAt(0).toUpperCase() + fresh.slice(1);
  };
  return text.replace(name, spelledAlike).replace(nameInId, (old) => spelledAlike(old).replace(/[^A-Z]/g, ''));
}

/** The records as JSON texts, with an id each of its own. */
export function retold(records: readonly object[], { account, names, later, draw, address }: Retelling): string[] {
  const made = records.map((record) => ({ record, requestID: draw.uuid(), eventID: draw.uuid() }));
  const fresh = new Map(made.map(({ record, eventID }) => ['eventID' in record ? record.eventID : '', eventID]));
  return made.map(({ record, ...ids }) => {
    // A copy names the record of which it is one.
    const addendum = 'addendum' in record ? (record.addendum as { originalEventID?: string }) : undefined;
    const original = fresh.get(addendum?.originalEventID);
    const ofCopy = original === undefined ? {} : { addendum: { ...addendum, originalEventID: original } };
    const text = JSON.stringify({ ...record, ...ids, ...ofCopy })
      .replace(time, (old) => new Date(Date.parse(old) + later).toISOString().replace('.000Z', 'Z'))
      .replaceAll(sampleAccount, account);
    return renamed(address === undefined ? text : text.replaceAll(home, address), names);
  });
}

export function timeOf(record: object): number {
  return Date.parse((record as { eventTime: string }).eventTime);
}
