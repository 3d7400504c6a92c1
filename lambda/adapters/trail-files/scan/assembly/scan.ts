// AssemblyScript, compiled to ../kernel.ts by `npm run kernel`: it reads like TypeScript, but u32 and u64 are machine words.
//
// Checks that bytes are JSON, and finds the records in them that must be looked at. The first half of a block is what
// simdjson does (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019): 64 bytes become bit masks, and only
// brackets, commas, colons and the beginnings of values are walked. The second half is a grammar of JSON, without building
// anything.

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
/** Texts that are looked for: 256 places of 16 bytes, by `placeOf`, with the first eight bytes of a text and its bit. */
export const texts: u32 = (1 << 16) + (1 << 14);
/** In place of the hash of a name: it must be looked at for another reason. */
const ANY_NAME: u32 = 0;
/** Beginning, end, hash of the name, and bits of the texts in it, of each record that must be looked at. */
export const found: u32 = 1 << 17;
const foundEnd: u32 = (1 << 20) - 16;
/** Where the bytes begin; 64 blanks must follow them. */
export const input: u32 = 1 << 20;

/** Up to here everything is judged: after a record, or after the list. */
export let consumed: u32 = 0;
export let state: i32 = 0;
export let depth: i32 = 0;
/** Records that need no look. */
export let passed: u32 = 0;
export let candidates: u32 = 0;
/** Times of those that are plain records, as yyyymmddhhmmss. */
export let first: u64 = u64.MAX_VALUE;
export let last: u64 = 0;

// By the low and the high half of a byte: bits 1 to 4 say bracket, comma or colon, 8 and 16 say blank.
const byLow: v128 = i8x16(16, 0, 0, 0, 0, 0, 0, 0, 0, 8, 10, 4, 1, 12, 0, 0);
const byHigh: v128 = i8x16(8, 0, 17, 2, 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0);
const isPunctuation: v128 = i8x16.splat(7);
const isBlank: v128 = i8x16.splat(24);
const none: v128 = i8x16.splat(0);
const lowHalf: v128 = i8x16.splat(0x0f);
const space: v128 = i8x16.splat(0x20);
const quote: v128 = i8x16.splat(0x22);
const backslash: v128 = i8x16.splat(0x5c);

const NAME = 1;
const TIME = 2;
const SOURCE = 4;
const CATEGORY = 8;
const OTHER = 16;

/**
 * @param end of what is there; 64 blanks follow.
 * @param recordDepth how many brackets are open inside of a record.
 * @param containers of the records, one bit each, the innermost lowest: 1 an object, 0 a list.
 */
export function scan(from: u32, end: u32, recordDepth: i32, containers: u64, begin: i32): i32 {
  state = begin;
  depth = recordDepth - 1;
  passed = 0;
  candidates = 0;
  first = u64.MAX_VALUE;
  last = 0;
  consumed = from;
  let stack = containers;
  let inString: u64 = 0;
  let isEscaped: u64 = 0;
  let wasScalar: u64 = 0;
  let lastBackslash: u32 = 0;
  let keyAt: u32 = 0;
  let key: i32 = 0;
  let seen: i32 = 0;
  let mustLook: bool = false;
  let hash: u32 = ANY_NAME;
  let isWatched: bool = false;
  let evidence: u32 = 0;
  let begun: u32 = 0;
  let time: u64 = 0;
  let to: u32 = found;
  for (let block = from; block < end; block += 64) {
    let quotes: u64 = 0;
    let backslashes: u64 = 0;
    let punctuation: u64 = 0;
    let blanks: u64 = 0;
    let controls: u64 = 0;
    for (let part: u32 = 0; part < 64; part += 16) {
      const bytes = v128.load(block + part);
      const kinds = v128.and(
        i8x16.swizzle(byLow, v128.and(bytes, lowHalf)),
        i8x16.swizzle(byHigh, i8x16.shr_u(bytes, 4)),
      );
      const shift: u64 = part;
      quotes |= (<u64>(<u32>i8x16.bitmask(i8x16.eq(bytes, quote)))) << shift;
      backslashes |= (<u64>(<u32>i8x16.bitmask(i8x16.eq(bytes, backslash)))) << shift;
      punctuation |= (<u64>(<u32>i8x16.bitmask(i8x16.gt_u(v128.and(kinds, isPunctuation), none)))) << shift;
      blanks |= (<u64>(<u32>i8x16.bitmask(i8x16.gt_u(v128.and(kinds, isBlank), none)))) << shift;
      controls |= (<u64>(<u32>i8x16.bitmask(i8x16.lt_u(bytes, space)))) << shift;
    }
    let escaped: u64 = 0;
    if (backslashes | isEscaped) {
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
    }
    quotes &= ~escaped;
    let parity = quotes;
    parity ^= parity << 1;
    parity ^= parity << 2;
    parity ^= parity << 4;
    parity ^= parity << 8;
    parity ^= parity << 16;
    parity ^= parity << 32;
    // With the quote that opens, without the one that closes.
    const strings = parity ^ inString;
    inString = <u64>((<i64>strings) >> 63);
    const wrong = controls & strings;
    if (wrong && block + <u32>ctz(wrong) < end) return NOT_PROVABLE;
    for (let open = escaped & strings; open; open &= open - 1) {
      const at = block + <u32>ctz(open);
      if (at < end && !isEscape(at, end)) return NOT_PROVABLE;
    }
    const scalars = ~(strings | quotes | punctuation | blanks);
    const scalarStarts = scalars & ~((scalars << 1) | wasScalar);
    wasScalar = scalars >> 63;
    let tokens = (punctuation & ~strings) | (quotes & strings) | scalarStarts;
    if (end - block < 64) tokens &= ((<u64>1) << (end - block)) - 1;
    for (; tokens; tokens &= tokens - 1) {
      const at = block + <u32>ctz(tokens);
      const byte: u32 = load<u8>(at);
      if (byte == 0x22) {
        evidence |= bitOf(at + 1);
        if (state == KEY || state == OBJECT_FIRST) {
          state = COLON;
          if (depth == recordDepth) {
            keyAt = at;
            key = keyOf(at + 1);
            if (key == OTHER || key & seen) mustLook = true;
            seen |= key;
          }
        } else if (state == VALUE || state == ARRAY_FIRST) {
          if (depth < recordDepth) return NOT_PROVABLE;
          state = AFTER;
          if (key == NAME) {
            hash = hashOf(at + 1, end);
            isWatched = isNamed(hash);
          } else if (key == TIME) {
            time = timeOf(at + 1);
            if (time == 0) mustLook = true;
          } else if (key == CATEGORY && !isUsual(at + 1)) mustLook = true;
          key = 0;
        } else return NOT_PROVABLE;
      } else if (byte == 0x3a) {
        if (state != COLON) return NOT_PROVABLE;
        state = VALUE;
        // A key may be written with escapes.
        if (depth == recordDepth && backslashBefore(at, block, backslashes, lastBackslash) > keyAt) mustLook = true;
      } else if (byte == 0x2c) {
        if (state != AFTER) return NOT_PROVABLE;
        state = stack & 1 ? KEY : VALUE;
      } else if (byte == 0x7b || byte == 0x5b) {
        if ((state != VALUE && state != ARRAY_FIRST) || depth == 62) return NOT_PROVABLE;
        if (key) mustLook = true;
        key = 0;
        depth++;
        stack = (stack << 1) | (<u64>(byte == 0x7b));
        state = byte == 0x7b ? OBJECT_FIRST : ARRAY_FIRST;
        if (depth == recordDepth) {
          if (byte == 0x5b) return NOT_PROVABLE;
          begun = at;
          seen = 0;
          mustLook = false;
          hash = ANY_NAME;
          isWatched = false;
          evidence = 0;
        }
      } else if (byte == 0x7d) {
        if (!(stack & 1) || (state != AFTER && state != OBJECT_FIRST)) return NOT_PROVABLE;
        stack >>= 1;
        depth--;
        state = AFTER;
        if (depth < recordDepth - 1) return NOT_PROVABLE;
        if (depth == recordDepth - 1) {
          const isPlain = !mustLook && hash != ANY_NAME && (seen & 7) == 7;
          if (isPlain) {
            if (time < first) first = time;
            if (time > last) last = time;
          }
          if (isPlain && !isWatched) passed++;
          else {
            store<u32>(to, begun);
            store<u32>(to, at + 1, 4);
            store<u32>(to, isPlain ? hash : ANY_NAME, 8);
            // Behind an escape anything may stand.
            const lastOne = backslashBefore(at, block, backslashes, lastBackslash);
            store<u32>(to, lastOne > begun ? 0xffffffff : evidence, 12);
            to += 16;
            candidates++;
          }
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
        if (!isScalar(at)) return NOT_PROVABLE;
        if (key) mustLook = true;
        key = 0;
        state = AFTER;
      }
    }
    lastBackslash = backslashBefore(block + 64, block, backslashes, lastBackslash);
  }
  return MORE;
}

/** Where the last backslash before a place is: in the block, or where it was before that. */
function backslashBefore(at: u32, block: u32, backslashes: u64, earlier: u32): u32 {
  const places = at - block == 64 ? backslashes : backslashes & (((<u64>1) << (at - block)) - 1);
  return places ? block + 63 - <u32>clz(places) : earlier;
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

/** A number, true, false or null, and nothing more. */
function isScalar(from: u32): bool {
  let at = from;
  let byte: u32 = load<u8>(at);
  if (byte == 0x74 || byte == 0x6e) {
    const word = load<u32>(at);
    if (word != 0x65757274 && word != 0x6c6c756e) return false;
    at += 4;
  } else if (byte == 0x66) {
    if (load<u32>(at + 1) != 0x65736c61) return false;
    at += 5;
  } else {
    if (byte == 0x2d) byte = load<u8>(++at);
    if (!isDigit(byte)) return false;
    if (byte == 48) at++;
    else while (isDigit(load<u8>(at))) at++;
    if (load<u8>(at) == 0x2e) {
      at++;
      if (!isDigit(load<u8>(at))) return false;
      while (isDigit(load<u8>(at))) at++;
    }
    if ((load<u8>(at) | 32) == 0x65) {
      at++;
      byte = load<u8>(at);
      if (byte == 0x2b || byte == 0x2d) at++;
      if (!isDigit(load<u8>(at))) return false;
      while (isDigit(load<u8>(at))) at++;
    }
  }
  byte = load<u8>(at);
  return byte == 0x2c || byte == 0x7d || byte == 0x5d || byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Of a record's own keys, those that say whether it matters; OTHER: those by which it may be no plain record. */
function keyOf(at: u32): i32 {
  const byte: u32 = load<u8>(at);
  const start = load<u64>(at);
  if (byte == 0x65) {
    if (start == 0x6d614e746e657665) return load<u16>(at + 8) == 0x2265 ? NAME : 0; // eventName"
    if (start == 0x6d6954746e657665) return load<u16>(at + 8) == 0x2265 ? TIME : 0; // eventTime"
    if (start == 0x756f53746e657665) return load<u32>(at + 8) == 0x22656372 ? SOURCE : 0; // eventSource"
    if (start == 0x746143746e657665) return CATEGORY; // eventCat
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

/** Whether a name that may matter has the same lower half of its hash. */
function isNamed(hash: u32): bool {
  const low = hash & 0xffff;
  return <bool>((load<u8>(names + (low >> 3)) >> (low & 7)) & 1);
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
  for (let place: u32 = 0; place < 20; place++) {
    const byte: u32 = load<u8>(at + place);
    if (place == 4 || place == 7) {
      if (byte != 0x2d) return 0;
    } else if (place == 10) {
      if (byte != 0x54) return 0;
    } else if (place == 13 || place == 16) {
      if (byte != 0x3a) return 0;
    } else if (place == 19) {
      if (byte != 0x5a) return 0;
    } else if (!isDigit(byte)) return 0;
  }
  if (load<u8>(at + 20) != 0x22) return 0;
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
