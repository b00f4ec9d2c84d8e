import type { EmotionName } from '@vivavoce/core';
import { expressionNames } from '@vivavoce/evi';
import { expect, test } from 'vitest';
import { emotionColor, emotionFamilies } from './emotion-color.ts';

type Triple = readonly [number, number, number];

const pages = { white: [1, 1, 1], 'near black': [0.067, 0.067, 0.075] } as const;

/** Björn Ottosson's Oklab, to linear sRGB. https://bottosson.github.io/posts/oklab/ */
function linear([lightness, chroma, hue]: Triple): Triple {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((channel) => Math.min(1, Math.max(0, channel))) as unknown as Triple;
}

function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance([r, g, b]: Triple): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Triple, other: Triple): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear sRGB. */
const visions: Record<string, readonly [Triple, Triple, Triple]> = {
  'full vision': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(color: Triple, matrix: readonly [Triple, Triple, Triple]): Triple {
  return matrix.map((row) =>
    Math.min(1, Math.max(0, row[0] * color[0] + row[1] * color[1] + row[2] * color[2])),
  ) as unknown as Triple;
}

const families = Object.entries(emotionFamilies);

test('each of the 48 belongs to one family, and has its colour', () => {
  const named = families.flatMap(([, { names }]) => names);
  expect([...named].sort()).toEqual([...expressionNames].sort());
  expect(
    expressionNames.every((name) => emotionColor(name) !== emotionColor('unknown' as EmotionName)),
  ).toBe(true);
});

test.each(families)('%s keeps 3:1 against a white and a near-black page', (_, { color }) => {
  for (const page of Object.values(pages)) {
    const background = page.map((channel) =>
      channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
    ) as unknown as Triple;
    expect(contrast(linear(color), background)).toBeGreaterThanOrEqual(3);
  }
});

test.each(Object.entries(visions))('with %s no two families look the same', (_, matrix) => {
  for (const [index, [one, { color }]] of families.entries()) {
    for (const [other, { color: otherColor }] of families.slice(index + 1)) {
      const [a, b] = [color, otherColor].map((each) => oklab(seen(linear(each), matrix))) as [
        Triple,
        Triple,
      ];
      const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
      // Five times what is just noticeable in Oklab (0.02).
      expect(distance, `${one} and ${other}`).toBeGreaterThanOrEqual(0.1);
    }
  }
});
