import { expect, test } from 'vitest';
import { clientOf, config, json } from '../../test/support/scripted-client.ts';

test('a list gives its page when awaited and every item when looped over', async () => {
  const page = (number: number, items: unknown[]) => () =>
    json({ page_number: number, page_size: 2, total_pages: 3, tools_page: items });
  const tool = (id: string) => ({
    tool_type: 'FUNCTION',
    id,
    version: 0,
    version_type: 'FIXED',
    name: id,
    created_on: 1,
    modified_on: 1,
    parameters: '{}',
  });
  const pages = () => [page(0, [tool('a'), null]), page(1, [tool('b')]), page(2, [tool('c')])];
  const first = clientOf(pages());
  expect((await first.client.tools.list({ pageSize: 2 })).tools_page).toHaveLength(2);
  expect(first.asked).toHaveLength(1);

  const { client, asked } = clientOf(pages());
  const ids: string[] = [];
  for await (const { id } of client.tools.list({ pageSize: 2, restrictToMostRecent: true }))
    ids.push(id);
  expect(ids).toEqual(['a', 'b', 'c']);
  expect(asked.map(({ url }) => new URL(url).search)).toEqual([
    '?page_size=2&restrict_to_most_recent=true',
    '?page_number=1&page_size=2&restrict_to_most_recent=true',
    '?page_number=2&page_size=2&restrict_to_most_recent=true',
  ]);
});

test('a loop may begin at a later page, go by pages, and stop early', async () => {
  const { client, asked } = clientOf([
    json({ total_pages: 9, configs_page: [config] }),
    json({ total_pages: 9, configs_page: [config] }),
  ]);
  const sizes: number[] = [];
  for await (const page of client.configs.list({ pageNumber: 4 }).pages()) {
    sizes.push(page.configs_page?.length ?? 0);
    if (sizes.length === 2) break;
  }
  expect(asked.map(({ url }) => new URL(url).searchParams.get('page_number'))).toEqual(['4', '5']);
});

test('a loop ends at an empty page, however many there should be', async () => {
  const { client, asked } = clientOf([json({ total_pages: 1e9, configs_page: [] })]);
  for await (const item of client.configs.list()) expect(item).toBeDefined();
  expect(asked).toHaveLength(1);
});
