import { inMail } from './mail-text';
import { defang, named, printable } from './plain';
import { code, prose, trusted } from './slack-text';

/** How text is shown where people read it. */
export interface Medium {
  /** A name, an address or an id. */
  name: (name: string) => string;
  /** Words of somebody else's. */
  sentence: (text: string) => string;
  /** Our own words. */
  own: (text: string) => string;
}

export const mail: Medium = { name: inMail, sentence: defang, own: printable };
export const chat: Medium = {
  name: (name) => code(name),
  sentence: (text) => prose(text, 250),
  own: (text) => trusted(text, 350),
};
/** For a terminal or a page, which escapes by itself and makes no links: of an alert that is `readable` already. */
export const screen: Medium = { name: named, sentence: (text) => text, own: (text) => text };
