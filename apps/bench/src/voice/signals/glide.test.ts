import { expect, test } from 'vitest';
import { Glide } from './glide.ts';

const rate = 44_100;

test.each([
  [60, 30],
  [200, 6],
])(
  'a glide of %i Hz a second tells for %i s which moment of it sounds, to 4 ms',
  (rise, seconds) => {
    const glide = new Glide(rise);
    const sound = glide.samples(rate, seconds);
    for (let at = 0.1; at < seconds; at += 0.0713) {
      const [start, end] = [at - 0.02, at + 0.02].map((time) => Math.round(time * rate));
      const moment = glide.moment(sound, rate, start ?? 0, end ?? 0);
      expect(Math.abs(moment - at)).toBeLessThan(0.004);
    }
  },
);

test('silence tells nothing', () => {
  expect(new Glide(60).moment(new Float32Array(4000), rate, 0, 4000)).toBeNaN();
});
