import { expect, test } from 'vitest';
import { AdaptiveJitterPolicy } from './jitter-policy.ts';

test('the cushion is 20 ms at first and stays so while nothing runs dry', () => {
  const policy = new AdaptiveJitterPolicy();
  expect(policy.target(0)).toBe(0.02);
  expect(policy.target(3_600)).toBe(0.02);
});

test('an underrun raises it to what would have prevented it', () => {
  const policy = new AdaptiveJitterPolicy();
  policy.underrun(5, 0.1, 0.03);
  expect(policy.target(5)).toBeCloseTo(0.13);
});

test('a smaller underrun does not lower it', () => {
  const policy = new AdaptiveJitterPolicy();
  policy.underrun(5, 0.1, 0.2);
  policy.underrun(6, 0.02, 0.01);
  expect(policy.target(6)).toBeCloseTo(0.3);
});

test('it never holds back more than 400 ms', () => {
  const policy = new AdaptiveJitterPolicy();
  policy.underrun(5, 1, 30);
  expect(policy.target(5)).toBe(0.4);
});

test('30 s without an underrun halve it, down to 20 ms again', () => {
  const policy = new AdaptiveJitterPolicy();
  policy.underrun(5, 0.2, 0.2);
  expect(policy.target(34.9)).toBe(0.4);
  expect(policy.target(35)).toBe(0.2);
  expect(policy.target(64.9)).toBe(0.2);
  expect(policy.target(65)).toBe(0.1);
  expect(policy.target(300)).toBe(0.02);
});

test('an underrun in between starts the 30 s anew', () => {
  const policy = new AdaptiveJitterPolicy();
  policy.underrun(5, 0.2, 0.2);
  policy.underrun(30, 0.02, 0.01);
  expect(policy.target(59.9)).toBe(0.4);
  expect(policy.target(60)).toBe(0.2);
});
