import { describe, expect, test } from '@jest/globals';
import { dark, light, type Palette } from '../../cli/report/palette';

/** WCAG 2.2, "relative luminance". */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

type Color = keyof Palette;
const written: [Color, Color][] = [
  ...(['text', 'quiet', 'link', 'failure', 'limit'] as const).map((color): [Color, Color] => [color, 'page']),
  ...(['text', 'quiet', 'link'] as const).map((color): [Color, Color] => [color, 'panel']),
  ['onCritical', 'critical'],
  ['onHigh', 'high'],
  ['onMedium', 'medium'],
  ['onLow', 'low'],
  ['onInfo', 'info'],
];
const drawn: Color[] = ['life', 'other', 'limit', 'failure', 'critical', 'high', 'medium', 'low', 'info'];

describe.each([
  ['light', light],
  ['dark', dark],
])('in the %s palette', (_, palette) => {
  test.each(written)('%s is readable on %s (AA: 4.5)', (color, on) => {
    expect(contrast(palette[color], palette[on])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(drawn)('%s can be told from the page (AA: 3)', (color) => {
    expect(contrast(palette[color], palette.page)).toBeGreaterThanOrEqual(3);
  });
});

test('contrast is 21 between black and white, and 1 between a color and itself', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#336699', '#336699')).toBe(1);
});
