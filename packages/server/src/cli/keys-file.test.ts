import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { readKeysFile } from './keys-file.ts';

function fileWith(text: string): string {
  const folder = mkdtempSync(`${tmpdir()}/vivavoce-keys-`);
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  writeFileSync(`${folder}/keys.json`, text);
  return `${folder}/keys.json`;
}

it('pairs are read with their limits', () => {
  const pairs = [
    { apiKey: 'a', secretKey: 'b' },
    { apiKey: 'c', secretKey: 'd', owner: 'shop', maxChats: 2, maxMinutesPerDay: 0.5 },
  ];
  expect(readKeysFile(fileWith(JSON.stringify(pairs, null, 2)))).toEqual(pairs);
});

const good = { apiKey: 'very-secret-a', secretKey: 'very-secret-b' };
it.each([
  ['', /is no JSON/],
  ['[\n  {"apiKey": "very-secret-a",\n  "secretKey" "very-secret-b"}\n]', /is no JSON/],
  ['{"apiKey":"very-secret-a"}', /no JSON list/],
  ['[]', /is empty/],
  [JSON.stringify([good, { apiKey: 'very-secret-c' }]), /entry 2, secretKey: Invalid key|entry 2/],
  [JSON.stringify([good, 'very-secret-c']), /entry 2: Invalid type/],
  [JSON.stringify([{ ...good, secretKey: 'very-secret'.length }]), /entry 1, secretKey/],
  [JSON.stringify([{ ...good, apiKey: '' }]), /entry 1, apiKey: it is empty/],
  [JSON.stringify([{ ...good, 'very-secret-d': 1 }]), /entry 1: Unknown field/],
  [JSON.stringify([{ ...good, maxchats: 1 }]), /entry 1: Unknown field/],
  [JSON.stringify([{ ...good, maxChats: 0 }]), /entry 1, maxChats: .*whole number/],
  [JSON.stringify([{ ...good, maxMinutesPerDay: -1 }]), /entry 1, maxMinutesPerDay/],
  [JSON.stringify([good, good]), /entry 2 has the apiKey of one before it/],
])('a file that can not be used says where it is wrong and quotes nothing: %#', (text, why) => {
  let told = '';
  try {
    readKeysFile(fileWith(text));
  } catch (error) {
    told = String(error);
  }
  expect(told).toMatch(why);
  expect(told).toContain('--keys');
  expect(told).not.toContain('very-secret');
});

it('a file that is not there is told without its name', () => {
  expect(() => readKeysFile('/nowhere/keys.json')).toThrow(
    'Failed to read the option --keys: because the file can not be read.',
  );
});
