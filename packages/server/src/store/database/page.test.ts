import { expect, it } from 'vitest';
import { mostPageBytes, Page, PageTooLargeError } from './page.ts';

const request = { number: 2, size: 10 };
const kilobytes = (...sizes: number[]) =>
  sizes.map((size, i) => ({ row: 100 - i, bytes: size * 1024 }));

it('a page is read in its order, as much at a time as makes a piece, or one that is larger', async () => {
  const asked: number[][] = [];
  const page = new Page(request, kilobytes(120, 120, 120, 400, 1, 1), 101, (rows) => {
    asked.push(rows);
    return Promise.resolve(rows.map(String));
  });
  expect(asked).toEqual([]);
  expect(page).toMatchObject({ number: 2, size: 10, total: 11, inOnePiece: false });
  const pieces = page.pieces();
  await pieces.next();
  expect(asked).toEqual([[100, 99]]);
  await pieces.return();
  asked.length = 0;
  expect(await page.items()).toEqual(['100', '99', '98', '97', '96', '95']);
  expect(asked).toEqual([[100, 99], [98], [97], [96, 95]]);
});

it('what the items bring along counts as well', async () => {
  const read = (rows: number[]) => Promise.resolve(rows);
  const page = new Page(request, kilobytes(1, 1, 1), 3, read);
  expect(page.inOnePiece).toBe(true);
  const larger = await page.with((rows) => Promise.resolve(rows.map(() => 160 * 1024)));
  expect(larger.inOnePiece).toBe(false);
  expect(await larger.items()).toEqual([100, 99, 98]);
  const much = page.with((rows) => Promise.resolve(rows.map(() => mostPageBytes / 2)));
  await expect(much).rejects.toThrow(PageTooLargeError);
});

it('no page is larger than there may be, but one of a single item', () => {
  const read = () => Promise.resolve([]);
  const all = mostPageBytes / 1024;
  expect(() => new Page(request, kilobytes(all, 1), 2, read)).toThrow(PageTooLargeError);
  expect(new Page(request, kilobytes(all + 1), 1, read).inOnePiece).toBe(true);
});
