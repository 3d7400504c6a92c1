import { inMail } from './mail-text';
import { defang } from './plain';
import { code, prose } from './slack-text';

/** How untrusted text is shown where people read it. */
export interface Medium {
  /** A name, an address or an id. */
  name: (name: string) => string;
  /** Words of somebody else's. */
  sentence: (text: string) => string;
}

export const mail: Medium = { name: inMail, sentence: defang };
export const chat: Medium = { name: (name) => code(name), sentence: (text) => prose(text, 250) };
