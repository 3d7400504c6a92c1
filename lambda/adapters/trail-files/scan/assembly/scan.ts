// AssemblyScript, compiled to ../kernel.ts by `npm run kernel`: it reads like TypeScript, but u32 and u64 are machine words.
//
// Checks that bytes are JSON, and finds the records in them that must be looked at. 64 bytes become bit masks, as in simdjson
// (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019). Most blocks lie within objects and have no blanks:
// `Block.isInObjects` judges these by the masks alone. All others are walked, bracket by bracket and value by value, by a grammar of
// JSON, without building anything. Whatever the one lets through, the other would.

const VALUE = 0;
const OBJECT_FIRST = 1;
const KEY = 2;
const COLON = 3;
const AFTER = 4;
const ARRAY_FIRST = 5;

/** What became of the bytes. */
const MORE = 0;
const NOT_PROVABLE = 1;
const LIST_ENDED = 2;
const FULL = 3;

/** One bit for the lower half of each hash of a name that may matter. */
export const names: u32 = 1 << 16;
/** The same for those that matter only with a text that is looked for. */
export const needing: u32 = (1 << 16) + (1 << 13);
/** Texts that are looked for: 256 places of 16 bytes, by `placeOf`, with the first eight bytes of a text and its bit. */
export const texts: u32 = (1 << 16) + (1 << 14);
/** In place of the hash of a name: it must be looked at for another reason. */
const ANY_NAME: u32 = 0;
/** Beginning, end, hash of the name, and bits of the texts in it (if it needs any), of each record that must be looked at. */
export const found: u32 = 1 << 17;
const foundEnd: u32 = (1 << 20) - 16;
/** Where the bytes begin; 64 blanks must follow them. */
export const input: u32 = 1 << 20;

/** Up to here everything is judged: after a record, or after the list. */
export let consumed: u32 = 0;
/** Records that need no look. */
export let passed: u32 = 0;
export let candidates: u32 = 0;
/** Times of those that are plain records, as yyyymmddhhmmss. */
export let first: u64 = u64.MAX_VALUE;
export let last: u64 = 0;

// By the low and the high half of a byte: bits 1 to 4 say bracket, comma or colon, 8 and 16 say blank.
const byLow: v128 = i8x16(16, 0, 0, 0, 0, 0, 0, 0, 0, 8, 10, 4, 1, 12, 0, 0);
const byHigh: v128 = i8x16(8, 0, 17, 2, 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0);
const isBlank: v128 = i8x16.splat(24);
const none: v128 = i8x16.splat(0);
const lowHalf: v128 = i8x16.splat(0x0f);
const space: v128 = i8x16.splat(0x20);
const zero: v128 = i8x16.splat(0x30);
const ten: v128 = i8x16.splat(10);
const lowerCase: v128 = i8x16.splat(0x20);
const quote: v128 = i8x16.splat(0x22);
const comma: v128 = i8x16.splat(0x2c);
const colon: v128 = i8x16.splat(0x3a);
const backslash: v128 = i8x16.splat(0x5c);
const opening: v128 = i8x16.splat(0x7b);
const closing: v128 = i8x16.splat(0x7d);

const NAME = 1;
const TIME = 2;
const SOURCE = 4;
const CATEGORY = 8;
const OTHER = 16;

// Where the grammar is.
let state: i32 = 0;
let depth: i32 = 0;
/** Of the records: how many brackets are open inside of one. */
let recordDepth: i32 = 0;
/** One bit for each open bracket, the innermost lowest: 1 an object, 0 a list. */
let stack: u64 = 0;
let lastBackslash: u32 = 0;
/** Where the last number, true, false or null ends. */
let scalarEndsAt: u32 = 0;

// What is known of the record so far.
let begun: u32 = 0;
let keyAt: u32 = 0;
let seen: i32 = 0;
let mustLook: bool = false;
let hash: u32 = ANY_NAME;
let time: u64 = 0;

/** Where the next record is written that must be looked at. */
let to: u32 = found;

/**
 * @param end of what is there; 64 blanks follow.
 * @param inRecord how many brackets are open inside of a record.
 * @param containers of the records, one bit each, the innermost lowest: 1 an object, 0 a list.
 */
export function scan(from: u32, end: u32, inRecord: i32, containers: u64, begin: i32): i32 {
  state = begin;
  recordDepth = inRecord;
  depth = inRecord - 1;
  stack = containers;
  lastBackslash = 0;
  keyAt = 0;
  passed = 0;
  candidates = 0;
  first = u64.MAX_VALUE;
  last = 0;
  consumed = from;
  to = found;
  let inString: u64 = 0;
  let isEscaped: u64 = 0;
  let wasScalar: u64 = 0;
  for (let block = from; block < end; block += 64) {
    const a = v128.load(block);
    const b = v128.load(block, 16);
    const c = v128.load(block, 32);
    const d = v128.load(block, 48);
    let quotes = where(i8x16.eq(a, quote), i8x16.eq(b, quote), i8x16.eq(c, quote), i8x16.eq(d, quote));
    const hasA = i8x16.eq(a, backslash);
    const hasB = i8x16.eq(b, backslash);
    const hasC = i8x16.eq(c, backslash);
    const hasD = i8x16.eq(d, backslash);
    let backslashes: u64 = 0;
    if (v128.any_true(v128.or(v128.or(hasA, hasB), v128.or(hasC, hasD)))) backslashes = where(hasA, hasB, hasC, hasD);
    let controls: u64 = 0;
    if (v128.any_true(i8x16.lt_u(i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d)), space)))
      controls = where(i8x16.lt_u(a, space), i8x16.lt_u(b, space), i8x16.lt_u(c, space), i8x16.lt_u(d, space));
    let colons = where(i8x16.eq(a, colon), i8x16.eq(b, colon), i8x16.eq(c, colon), i8x16.eq(d, colon));
    let commas = where(i8x16.eq(a, comma), i8x16.eq(b, comma), i8x16.eq(c, comma), i8x16.eq(d, comma));
    let brackets = where(isBracket(a), isBracket(b), isBracket(c), isBracket(d));
    const isPlain = !(backslashes | isEscaped);
    let escaped: u64 = 0;
    if (!isPlain) {
      let open = backslashes & ~isEscaped;
      escaped = isEscaped;
      isEscaped = 0;
      while (open) {
        const bit = ctz(open);
        if (bit == 63) {
          isEscaped = 1;
          break;
        }
        escaped |= (<u64>2) << bit;
        open &= ~((<u64>3) << bit);
      }
      quotes &= ~escaped;
    }
    let parity = quotes;
    parity ^= parity << 1;
    parity ^= parity << 2;
    parity ^= parity << 4;
    parity ^= parity << 8;
    parity ^= parity << 16;
    parity ^= parity << 32;
    // With the quote that opens, without the one that closes.
    const strings = parity ^ inString;
    const wrong = controls & strings;
    if (wrong && block + <u32>ctz(wrong) < end) return NOT_PROVABLE;
    colons &= ~strings;
    commas &= ~strings;
    brackets &= ~strings;
    const others = ~(strings | quotes | colons | commas | brackets);
    if (
      isPlain &&
      end - block >= 64 &&
      Block.isInObjects(
        block,
        end,
        quotes & strings,
        quotes & ~strings,
        colons,
        commas,
        brackets,
        others,
        wasScalar,
        !(inString | wasScalar),
      )
    ) {
      inString = <u64>((<i64>strings) >> 63);
      wasScalar = others >> 63;
      continue;
    }
    inString = <u64>((<i64>strings) >> 63);
    for (let open = escaped & strings; open; open &= open - 1) {
      const at = block + <u32>ctz(open);
      if (at < end && !isEscape(at, end)) return NOT_PROVABLE;
    }
    const scalars = others & ~where(blanksOf(a), blanksOf(b), blanksOf(c), blanksOf(d));
    const scalarStarts = scalars & ~((scalars << 1) | wasScalar);
    wasScalar = scalars >> 63;
    let tokens = colons | commas | brackets | (quotes & strings) | scalarStarts;
    if (end - block < 64) tokens &= ((<u64>1) << (end - block)) - 1;
    const result = walk(block, end, tokens, backslashes);
    if (result != MORE) return result;
    lastBackslash = backslashBefore(block + 64, block, backslashes);
  }
  return MORE;
}

/** A class, since Prettier knows decorators of methods alone. Inlined, it takes a twentieth off the whole. */
class Block {
  /**
   * Whether the block is right beyond doubt, where it lies within objects and within a record from its beginning to its end, and
   * holds no blank. If so, the grammar is where it is after the block, and keys of the record are noted; if not, nothing has happened.
   *
   * @param openings quotes that open. @param closings those that close.
   * @param others bytes that are part of no text and no punctuation.
   * @param wasScalar 1 where a number or word goes on from the block before, or ended with it.
   * @param isBetween whether no text and nothing else has begun before the block and not ended.
   */
  @inline
  static isInObjects(
    block: u32,
    end: u32,
    openings: u64,
    closings: u64,
    colons: u64,
    commas: u64,
    brackets: u64,
    others: u64,
    wasScalar: u64,
    isBetween: bool,
  ): bool {
    if (depth < recordDepth || !(stack & 1)) return false;
    if (state == COLON && depth == recordDepth && lastBackslash > keyAt) return false;
    if (wasScalar) {
      // It has been looked at as a whole where it began.
      const rest = scalarEndsAt - block;
      if (rest > 63 || !(((commas | brackets) >> rest) & 1)) return false;
    }
    // By bracket, what is open, and which part of the block is the record's own.
    let deep = depth;
    let open = stack;
    let opens: u64 = 0;
    let own: u64 = 0;
    let ownFrom: u64 = depth == recordDepth ? u64.MAX_VALUE : 0;
    for (let rest = brackets; rest; rest &= rest - 1) {
      const bit = rest & -rest;
      const byte: u32 = load<u8>(block + <u32>ctz(rest));
      if (byte == 0x7b) {
        if (deep == recordDepth) {
          own |= ownFrom & (bit - 1);
          ownFrom = 0;
        }
        if (++deep == 62) return false;
        open = (open << 1) | 1;
        opens |= bit;
      } else if (byte == 0x7d) {
        open >>= 1;
        if (--deep < recordDepth || !(open & 1)) return false;
        if (deep == recordDepth) ownFrom = -(bit << 1);
      } else return false;
    }
    own |= ownFrom;
    const closes = brackets ^ opens;
    const starts = others & ~((others << 1) | wasScalar);

    // What may follow each byte.
    const isKey: u64 = state == KEY ? 1 : 0;
    const isFirst: u64 = state == OBJECT_FIRST ? 1 : 0;
    const afterOpen = (opens << 1) | isFirst;
    const afterComma = (commas << 1) | isKey;
    const afterColon = (colons << 1) | (<u64>(state == VALUE));
    const afterValue = ((closings | closes) << 1) | (<u64>((state == COLON || state == AFTER) && isBetween));
    const wrong =
      (afterOpen & ~(openings | closes)) |
      (afterComma & ~openings) |
      (afterColon & ~(openings | starts | opens)) |
      (afterValue & ~(colons | commas | closes));

    // After a comma or an opening bracket the next punctuation is a colon, or the bracket closes at once; after a colon or a
    // closing bracket it is anything else. Where it is, addition finds: it carries through all that is none.
    const between = ~(colons | commas | brackets);
    const isOfKey = state != VALUE && state != AFTER;
    const toColon = between + (((commas | opens) << 1) | (<u64>isOfKey));
    const toOther = between + (((colons | closes) << 1) | (<u64>!isOfKey));
    const outOfTurn = (toColon & ~between & ~(colons | (closes & afterOpen))) | (toOther & colons);
    if (wrong | outOfTurn) return false;

    for (let rest = starts; rest; rest &= rest - 1) {
      const after = scalarEnd(block + <u32>ctz(rest));
      if (after == 0) return false;
      const byte: u32 = load<u8>(after);
      if (byte != 0x2c && byte != 0x7d) return false;
      scalarEndsAt = after;
    }

    const keys = openings & (afterOpen | afterComma) & own;
    for (let rest = keys; rest; rest &= rest - 1) note(block + <u32>ctz(rest), end);
    if (keys) keyAt = block + 63 - <u32>clz(keys);
    depth = deep;
    stack = open;
    const atEnd: u64 = (<u64>1) << 63;
    if (toColon < between || (commas | opens) & atEnd)
      state = commas & atEnd ? KEY : opens & atEnd ? OBJECT_FIRST : COLON;
    else state = colons & atEnd ? VALUE : AFTER;
    return true;
  }
}

/** The same for any block, bracket by bracket and value by value. */
function walk(block: u32, end: u32, all: u64, backslashes: u64): i32 {
  for (let tokens = all; tokens; tokens &= tokens - 1) {
    const at = block + <u32>ctz(tokens);
    const byte: u32 = load<u8>(at);
    if (byte == 0x22) {
      if (state == KEY || state == OBJECT_FIRST) {
        state = COLON;
        if (depth == recordDepth) {
          keyAt = at;
          note(at, end);
        }
      } else if (state == VALUE || state == ARRAY_FIRST) {
        if (depth < recordDepth) return NOT_PROVABLE;
        state = AFTER;
      } else return NOT_PROVABLE;
    } else if (byte == 0x3a) {
      if (state != COLON) return NOT_PROVABLE;
      state = VALUE;
      // A key may be written with escapes.
      if (depth == recordDepth && backslashBefore(at, block, backslashes) > keyAt) mustLook = true;
    } else if (byte == 0x2c) {
      if (state != AFTER) return NOT_PROVABLE;
      state = stack & 1 ? KEY : VALUE;
    } else if (byte == 0x7b || byte == 0x5b) {
      if ((state != VALUE && state != ARRAY_FIRST) || depth == 62) return NOT_PROVABLE;
      depth++;
      stack = (stack << 1) | (<u64>(byte == 0x7b));
      state = byte == 0x7b ? OBJECT_FIRST : ARRAY_FIRST;
      if (depth == recordDepth) {
        if (byte == 0x5b) return NOT_PROVABLE;
        begun = at;
        seen = 0;
        mustLook = false;
        hash = ANY_NAME;
      }
    } else if (byte == 0x7d) {
      if (!(stack & 1) || (state != AFTER && state != OBJECT_FIRST)) return NOT_PROVABLE;
      stack >>= 1;
      depth--;
      state = AFTER;
      if (depth < recordDepth - 1) return NOT_PROVABLE;
      if (depth == recordDepth - 1) {
        recordEnded(at, backslashBefore(at, block, backslashes));
        // Outside of any list one record follows the other.
        if (recordDepth == 1) state = VALUE;
        consumed = at + 1;
        if (to >= foundEnd) return FULL;
      }
    } else if (byte == 0x5d) {
      if (stack & 1 || (state != AFTER && state != ARRAY_FIRST)) return NOT_PROVABLE;
      stack >>= 1;
      depth--;
      state = AFTER;
      if (depth < recordDepth - 1) {
        consumed = at + 1;
        return LIST_ENDED;
      }
    } else {
      if ((state != VALUE && state != ARRAY_FIRST) || depth < recordDepth) return NOT_PROVABLE;
      const after = scalarEnd(at);
      if (after == 0 || !endsScalar(load<u8>(after))) return NOT_PROVABLE;
      scalarEndsAt = after;
      state = AFTER;
    }
  }
  return MORE;
}

/** @param lastOne where the last backslash is. */
function recordEnded(at: u32, lastOne: u32): void {
  const isPlain = !mustLook && hash != ANY_NAME && (seen & 7) == 7;
  let evidence: u32 = 0;
  let isPassed = false;
  if (isPlain) {
    if (time < first) first = time;
    if (time > last) last = time;
    if (!isIn(names, hash)) isPassed = true;
    else if (isIn(needing, hash)) {
      // Behind an escape anything may stand.
      evidence = lastOne > begun ? 0xffffffff : textsIn(begun, at);
      isPassed = evidence == 0;
    }
  }
  if (isPassed) {
    passed++;
    return;
  }
  store<u32>(to, begun);
  store<u32>(to, at + 1, 4);
  store<u32>(to, isPlain ? hash : ANY_NAME, 8);
  store<u32>(to, evidence, 12);
  to += 16;
  candidates++;
}

function where(a: v128, b: v128, c: v128, d: v128): u64 {
  const low: u32 = (<u32>i8x16.bitmask(a)) | ((<u32>i8x16.bitmask(b)) << 16);
  const high: u32 = (<u32>i8x16.bitmask(c)) | ((<u32>i8x16.bitmask(d)) << 16);
  return (<u64>low) | ((<u64>high) << 32);
}

/** [ and { differ in the bit that makes letters lower case, and so do ] and }. */
function isBracket(bytes: v128): v128 {
  const either = v128.or(bytes, lowerCase);
  return v128.or(i8x16.eq(either, opening), i8x16.eq(either, closing));
}

function blanksOf(bytes: v128): v128 {
  const kinds = v128.and(i8x16.swizzle(byLow, v128.and(bytes, lowHalf)), i8x16.swizzle(byHigh, i8x16.shr_u(bytes, 4)));
  return i8x16.gt_u(v128.and(kinds, isBlank), none);
}

/** Where the last backslash before a place is: in the block, or where it was before that. */
function backslashBefore(at: u32, block: u32, backslashes: u64): u32 {
  const places = at - block == 64 ? backslashes : backslashes & (((<u64>1) << (at - block)) - 1);
  return places ? block + 63 - <u32>clz(places) : lastBackslash;
}

/** Bits of the texts that are looked for and stand behind any quote. */
function textsIn(from: u32, end: u32): u32 {
  let bits: u32 = 0;
  for (let block = from; block < end; block += 16) {
    let quotes: u32 = <u32>i8x16.bitmask(i8x16.eq(v128.load(block), quote));
    for (; quotes; quotes &= quotes - 1) bits |= bitOf(block + <u32>ctz(quotes) + 1);
  }
  return bits;
}

/** Of a text that is looked for, its bit. */
function bitOf(at: u32): u32 {
  const word = load<u64>(at);
  const place = texts + ((<u32>((word * 0x9e3779b97f4a7c15) >> 56)) << 4);
  return load<u64>(place) == word ? load<u32>(place, 8) : 0;
}

function isDigit(byte: u32): bool {
  return byte - 48 < 10;
}

function isHex(at: u32): bool {
  const byte: u32 = load<u8>(at);
  return isDigit(byte) || (byte | 32) - 97 < 6;
}

function isEscape(at: u32, end: u32): bool {
  const byte: u32 = load<u8>(at);
  if (byte == 0x75) return at + 4 >= end || (isHex(at + 1) && isHex(at + 2) && isHex(at + 3) && isHex(at + 4));
  return (
    byte == 0x22 ||
    byte == 0x5c ||
    byte == 0x2f ||
    byte == 0x62 ||
    byte == 0x66 ||
    byte == 0x6e ||
    byte == 0x72 ||
    byte == 0x74
  );
}

/** Behind a number, true, false or null; 0 where there is none. */
function scalarEnd(from: u32): u32 {
  let at = from;
  let byte: u32 = load<u8>(at);
  if (byte == 0x74 || byte == 0x6e) {
    const word = load<u32>(at);
    return word == 0x65757274 || word == 0x6c6c756e ? at + 4 : 0;
  }
  if (byte == 0x66) return load<u32>(at + 1) == 0x65736c61 ? at + 5 : 0;
  if (byte == 0x2d) byte = load<u8>(++at);
  if (!isDigit(byte)) return 0;
  if (byte == 48) at++;
  else at = digitsEnd(at);
  if (load<u8>(at) == 0x2e) {
    at++;
    if (!isDigit(load<u8>(at))) return 0;
    at = digitsEnd(at);
  }
  if ((load<u8>(at) | 32) == 0x65) {
    at++;
    byte = load<u8>(at);
    if (byte == 0x2b || byte == 0x2d) at++;
    if (!isDigit(load<u8>(at))) return 0;
    at = digitsEnd(at);
  }
  return at;
}

function digitsEnd(from: u32): u32 {
  let at = from;
  while (isDigit(load<u8>(at))) at++;
  return at;
}

function endsScalar(byte: u32): bool {
  return byte == 0x2c || byte == 0x7d || byte == 0x5d || isBlankByte(byte);
}

function isBlankByte(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Letters that keys begin with of which `keyOf` tells, by their lower six bits. */
const initials: u64 =
  ((<u64>1) << (0x43 - 64)) |
  ((<u64>1) << (0x45 - 64)) |
  ((<u64>1) << (0x52 - 64)) |
  ((<u64>1) << (0x64 - 64)) |
  ((<u64>1) << (0x65 - 64));

/** What a key of the record and its value say. */
function note(at: u32, end: u32): void {
  if (!((initials >> ((<u64>load<u8>(at + 1)) & 63)) & 1)) return;
  const key = keyOf(at + 1);
  if (key == 0) return;
  if (key == OTHER || key & seen) mustLook = true;
  seen |= key;
  if (key == OTHER) return;
  const value = textAfter(at + (key == NAME || key == TIME ? 11 : key == SOURCE ? 13 : 15), end);
  if (value == 0) mustLook = true;
  else if (key == NAME) hash = hashOf(value, end);
  else if (key == TIME) {
    time = timeOf(value);
    if (time == 0) mustLook = true;
  } else if (key == CATEGORY && !isUsual(value)) mustLook = true;
}

/** Where the text begins that is the value of a key, or 0 where the value is none. @param from behind the key's quote. */
function textAfter(from: u32, end: u32): u32 {
  let at = afterBlanks(from, end);
  if (load<u8>(at) != 0x3a) return 0;
  at = afterBlanks(at + 1, end);
  return load<u8>(at) == 0x22 ? at + 1 : 0;
}

function afterBlanks(from: u32, end: u32): u32 {
  let at = from;
  while (at < end && isBlankByte(load<u8>(at))) at++;
  return at;
}

/** Of a record's own keys, those that say whether it matters; OTHER: those by which it may be no plain record. */
function keyOf(at: u32): i32 {
  const byte: u32 = load<u8>(at);
  const start = load<u64>(at);
  if (byte == 0x65) {
    if (start == 0x6d614e746e657665) return load<u16>(at + 8) == 0x2265 ? NAME : 0; // eventName"
    if (start == 0x6d6954746e657665) return load<u16>(at + 8) == 0x2265 ? TIME : 0; // eventTime"
    if (start == 0x756f53746e657665) return load<u32>(at + 8) == 0x22656372 ? SOURCE : 0; // eventSource"
    if (start == 0x746143746e657665)
      return load<u32>(at + 8) == 0x726f6765 && load<u16>(at + 12) == 0x2279 ? CATEGORY : 0; // eventCategory"
  } else if (byte == 0x52) {
    if (start == 0x227364726f636552) return OTHER; // Records"
  } else if (byte == 0x45) {
    if ((start & 0xffffffffffffff) == 0x2273746e657645) return OTHER; // Events"
  } else if (byte == 0x43) {
    if (start == 0x61725464756f6c43) return OTHER; // CloudTra
  } else if (byte == 0x64) {
    if ((start & 0xffffffffffffff) == 0x226c6961746564 || start == 0x7453747365676964) return OTHER; // detail", digestSt
  }
  return 0;
}

/** FNV-1a, as ../record-scan.ts has it; ANY_NAME for one that is written with escapes. */
function hashOf(from: u32, end: u32): u32 {
  let hash: u32 = 2166136261;
  for (let at = from; at < end; at++) {
    const byte: u32 = load<u8>(at);
    if (byte == 0x22) break;
    if (byte == 0x5c) return ANY_NAME;
    hash = (hash ^ byte) * 16777619;
  }
  return hash;
}

/** Whether a table has the lower half of the hash. */
function isIn(table: u32, hash: u32): bool {
  const low = hash & 0xffff;
  return <bool>((load<u8>(table + (low >> 3)) >> (low & 7)) & 1);
}

function isUsual(at: u32): bool {
  // Manageme, Data"
  return load<u64>(at) == 0x656d6567616e614d || (load<u64>(at) & 0xffffffffff) == 0x2261746144;
}

function two(at: u32): u32 {
  return (<u32>load<u8>(at) - 48) * 10 + <u32>load<u8>(at + 1) - 48;
}

/** yyyymmddhhmmss of 2026-11-20T09:16:12Z, or 0 for anything else, leap days among it. */
function timeOf(at: u32): u64 {
  const digits = i8x16.lt_u(i8x16.sub(v128.load(at), zero), ten);
  if (i8x16.bitmask(digits) != 0b1101101101101111 || !isDigit(load<u8>(at + 17)) || !isDigit(load<u8>(at + 18)))
    return 0;
  if (load<u8>(at + 4) != 0x2d || load<u8>(at + 7) != 0x2d || load<u8>(at + 10) != 0x54) return 0;
  if (load<u8>(at + 13) != 0x3a || load<u8>(at + 16) != 0x3a || load<u16>(at + 19) != 0x225a) return 0;
  const year = two(at) * 100 + two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  const longest: u32 = month == 2 ? 28 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  const hour = two(at + 11);
  const minute = two(at + 14);
  const second = two(at + 17);
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > longest) return 0;
  if (hour > 23 || minute > 59 || second > 59) return 0;
  return <u64>year * 10000000000 + <u64>(month * 100000000 + day * 1000000 + hour * 10000 + minute * 100 + second);
}
